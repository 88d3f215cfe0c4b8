/** Terminal commands for the app that is running: `approve CODE`, `open`, `end`. */
import { createInterface } from 'node:readline'
import { askRunningApp } from './control/client.ts'
import type { ControlAnswer, ControlCommand } from './control/protocol.ts'
import { foldersFor } from './folders.ts'

const usage = `Usage: npm start -- COMMAND
  approve CODE    shows the request with this code; type yes to allow it
  open            prints a new address for your browser
  end             quits the running app`

const { data } = foldersFor(process.env)
const say = (line: string) => process.stdout.write(`${line}\n`)

class Ended extends Error {}

async function ask(command: ControlCommand): Promise<Extract<ControlAnswer, { ok: true }>> {
  const answer = await askRunningApp(data, command)
  if (answer === null) throw new Ended('Strongroom is not running.')
  if (!answer.ok) throw new Ended(answer.message)
  return answer
}

async function approve(code: string): Promise<void> {
  const { question } = await ask({ command: 'question', code })
  if (question === undefined) throw new Ended('No open request has this code.')
  say(['', question.title, ...question.lines, ''].join('\n'))
  const allow = await typedYes(`Type yes to confirm (${question.allow}), anything else to cancel: `)
  await ask({ command: 'answer', code, allow })
  say(allow ? 'Allowed.' : 'Canceled.')
  if (!allow) process.exitCode = 1
}

/** Whether the person types `yes`; an input that ends says no. */
function typedYes(prompt: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  return new Promise((resolve) => {
    lines.once('close', () => resolve(false))
    lines.question(prompt, (typed) => {
      resolve(typed.trim().toLowerCase() === 'yes')
      lines.close()
    })
  })
}

async function main([command, ...more]: readonly string[]): Promise<void> {
  const [code] = more
  if (command === 'approve' && code !== undefined && more.length === 1) return approve(code)
  if (command === 'open' && more.length === 0) {
    say((await ask({ command: 'open' })).address ?? '')
    return
  }
  if (command === 'end' && more.length === 0) {
    await ask({ command: 'end' })
    say('Strongroom is shutting down.')
    return
  }
  process.exitCode = 2
  process.stderr.write(`${usage}\n`)
}

try {
  await main(process.argv.slice(2))
} catch (problem) {
  process.exitCode = 1
  process.stderr.write(`${problem instanceof Ended ? problem.message : 'The command failed.'}\n`)
}
