/** Terminal commands for the app that is running: `approve CODE`, `open`, `end`. */
import { endWithoutOutput } from './base/system/brokenOutput.ts'
import { answerInTerminal } from './core/consent/terminal.ts'
import { askRunningApp } from './storage/home/client.ts'
import type { ControlAnswer, ControlCommand } from './storage/home/protocol.ts'
import { foldersFor, RelativeHome } from './base/system/folders.ts'

const usage = `Usage: npm start -- COMMAND
  approve CODE    shows the request with this code; type yes or the passphrase to allow it
  open            prints a new address for your browser, or shows the window of the desktop app
  end             quits the running app`

const say = (line: string) => process.stdout.write(`${line}\n`)

class Ended extends Error {}

async function ask(command: ControlCommand): Promise<Extract<ControlAnswer, { ok: true }>> {
  const answer = await askRunningApp(foldersFor(process.env).data, command)
  if (answer === null) throw new Ended('Strongroom is not running.')
  if (!answer.ok) throw new Ended(answer.message)
  return answer
}

async function approve(code: string): Promise<void> {
  const { question } = await ask({ command: 'question', code })
  if (question === undefined) throw new Ended('No open request has this code.')
  say(['', question.title, ...question.lines, ''].join('\n'))
  const yesPrompt = `Type yes to confirm (${question.allow}), anything else to cancel: `
  const answer = await answerInTerminal({ input: process.stdin, output: process.stdout }, question, { yesPrompt })
  const allow = answer !== false
  await ask({ command: 'answer', code, allow, ...(typeof answer === 'object' && { typed: [...answer.typed] }) })
  // The window, which waits for the answer, shows whether the passphrase is correct.
  say(!allow ? 'Canceled.' : question.fields.length > 0 ? 'Sent.' : 'Allowed.')
  if (!allow) process.exitCode = 1
}

async function main([command, ...more]: readonly string[]): Promise<void> {
  const [code] = more
  if (command === 'approve' && code !== undefined && more.length === 1) return approve(code)
  if (command === 'open' && more.length === 0) {
    say((await ask({ command: 'open' })).address ?? 'Strongroom runs as a desktop app. Its window is in front.')
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

endWithoutOutput()
try {
  await main(process.argv.slice(2))
} catch (problem) {
  process.exitCode = 1
  process.stderr.write(
    `${problem instanceof Ended || problem instanceof RelativeHome ? problem.message : 'The command failed.'}\n`,
  )
}
