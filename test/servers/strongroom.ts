/** The built app with its loopback shell, in its own folders. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ended, stopProcess } from '../../electron/base/system/processes.ts'
import { endWithTests, removeFolder, temporaryFolder } from './lifetime.ts'

export interface StrongroomOptions {
  /** Added to, or replacing, this process's environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Configuration and data of an earlier run to continue; a new folder when absent. */
  readonly home?: string
  /** 0 chooses a free one. */
  readonly port?: number
  /** Whether it opens a browser if `env` provides one. */
  readonly open?: boolean
  /** Additional command-line arguments. */
  readonly args?: readonly string[]
  /** The folder of `--files`, in the browser shell. */
  readonly files?: string
}

export interface TestStrongroom {
  /** `http://NAME.localhost:PORT/#key=…`, valid for one browser. */
  readonly url: string
  /** Without the key. */
  readonly origin: string
  /** Its `STRONGROOM_HOME`, which contains all of its files. */
  readonly home: string
  readonly pid: number
  /** Returns its output so far, both streams. */
  output(): string
  /** Ends it like Ctrl-C. A folder that it created is removed; `keepHome` keeps it for a next start. */
  stop(options?: { readonly keepHome?: boolean }): Promise<void>
  /** Ends it like a crash; the folder stays until the tests end. */
  kill(): Promise<void>
}

const entry = join(import.meta.dirname, '..', '..', 'dist', 'main', 'serve.js')
const announcement = /Strongroom is at (http:\/\/[\w.]+:\d+)(\/#key=\S+)/

/** Starts `dist/main/serve.js` (from `npm run build`) and waits for the line with its address. */
export async function startStrongroom(options: StrongroomOptions = {}): Promise<TestStrongroom> {
  if (!existsSync(entry)) throw new Error('dist/main/serve.js is missing: run `npm run build` first')
  const home = options.home ?? (await temporaryFolder('home'))
  const child = endWithTests(
    spawn(
      process.execPath,
      [
        entry,
        ...(options.open === true ? [] : ['--no-open']),
        '--port',
        String(options.port ?? 0),
        ...(options.args ?? []),
        ...(options.files === undefined ? [] : ['--files', options.files]),
      ],
      {
        env: { ...process.env, ...options.env, STRONGROOM_HOME: home },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    ),
  )
  const printed: string[] = []
  const output = (): string => printed.join('\n')
  createInterface({ input: child.stderr }).on('line', (line) => printed.push(line))
  const [origin, key] = await new Promise<[string, string]>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      printed.push(line)
      const found = announcement.exec(line)
      if (found?.[1] !== undefined && found[2] !== undefined) resolve([found[1], found[2]])
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`Strongroom ended with ${code} before it was up:\n${output()}`)))
  })
  return {
    url: `${origin}${key}`,
    origin,
    home,
    pid: child.pid ?? 0,
    output,
    stop: async ({ keepHome = false } = {}) => {
      const gone = ended(child)
      child.kill('SIGINT')
      const force = setTimeout(() => void stopProcess(child, 5000), 15_000)
      await gone
      clearTimeout(force)
      if (options.home === undefined && !keepHome) await removeFolder(home)
    },
    kill: async () => {
      const gone = ended(child)
      child.kill('SIGKILL')
      await gone
    },
  }
}
