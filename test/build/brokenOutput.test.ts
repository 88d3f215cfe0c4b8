/** Closed output: the app continues, a command ends, and neither prints a stack trace. */
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ended } from '../../electron/base/system/processes.ts'
import { noKeyring } from '../servers/keyring.ts'
import { endWithTests } from '../servers/lifetime.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { project, scratchFolder } from './scratchProject.ts'

const built = (name: string) => join(project, 'dist', 'main', `${name}.js`)

/** Starts the app with an output whose reader exits immediately. */
function unread(args: readonly string[], home: string): { child: ChildProcess; errors: () => string } {
  const child = endWithTests(
    spawn(process.execPath, args, {
      env: { ...process.env, ...noKeyring, STRONGROOM_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
  child.stdout?.destroy()
  let errors = ''
  child.stderr?.on('data', (piece) => (errors += String(piece)))
  return { child, errors: () => errors }
}

/** Runs a command of the running app until it ends. */
async function command(word: string, home: string): Promise<{ code: number | null; printed: string }> {
  const child = endWithTests(
    spawn(process.execPath, [built('control'), word], {
      env: { ...process.env, STRONGROOM_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => (printed += String(piece)))
  await ended(child)
  return { code: child.exitCode, printed }
}

describe.runIf(process.platform !== 'win32')('output without a reader', () => {
  it('does not end the app, which prints its address elsewhere', async () => {
    const home = await scratchFolder()
    const { child, errors } = unread([built('serve'), '--no-open'], home)
    const over = ended(child)
    let address = ''
    while (!address.startsWith('http:') && child.exitCode === null) address = (await command('open', home)).printed
    expect(address).toMatch(/^http:\/\/[0-9a-f]+\.localhost:\d+\/#key=/)
    expect(await command('end', home)).toMatchObject({ code: 0 })
    await over
    expect(child.exitCode).toBe(0)
    expect(errors()).not.toMatch(/EPIPE|\bat\b.+\(node:/)
  })

  it('ends a command without a stack trace', async () => {
    const strongroom = await startStrongroom({ env: noKeyring })
    const { child, errors } = unread([built('control'), 'open'], strongroom.home)
    await ended(child)
    expect(errors()).toBe('')
    await strongroom.stop()
  })
})
