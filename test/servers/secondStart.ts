/** Another start of the browser shell on a home, which can end without running: its output, and its exit. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { endWithTests } from './lifetime.ts'

const entry = join(import.meta.dirname, '..', '..', 'dist', 'main', 'serve.js')

export interface SecondStart {
  readonly child: ChildProcess
  readonly code: number | null
  readonly output: string
  /** `http://NAME.localhost:PORT/#key=…`, if it was printed. */
  readonly url: string | undefined
}

export interface SecondStartOptions {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Runs the start in its own terminal (`script`, Linux) and types this text at the prompt. */
  readonly typed?: string
  /** The user to run it as. */
  readonly uid?: number
}

/** Starts `dist/main/serve.js` and waits until it ends, or runs on its own. */
export async function secondStart(
  home: string,
  { args = ['--no-open'], env, typed, uid }: SecondStartOptions = {},
): Promise<SecondStart> {
  const words = [process.execPath, entry, ...args]
  const inTerminal = ['script', '-qec', words.map((word) => `'${word}'`).join(' '), '/dev/null']
  const [program = '', ...rest] = typed === undefined ? words : inTerminal
  const child = endWithTests(
    spawn(program, rest, {
      env: { ...process.env, ...env, STRONGROOM_HOME: home },
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(uid !== undefined && { uid, gid: uid }),
    }),
  )
  let output = ''
  let isAnswered = false
  const isUp = new Promise<void>((resolve) => {
    const hear = (data: Buffer) => {
      output += data.toString()
      if (typed !== undefined && !isAnswered && output.includes('Type yes')) {
        isAnswered = true
        child.stdin.write(`${typed}\r`)
      }
      // A start that has joined ends automatically.
      if (/Strongroom is at \S+\r?\n/.test(output) && !output.includes('already running')) resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const code = await Promise.race([ended, isUp.then(() => null)])
  return { child, code, output, url: /Strongroom is at (\S+)/.exec(output)?.[1] }
}
