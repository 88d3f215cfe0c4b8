/** The practice server's process: listens on loopback and ends with the app, even if the app crashes. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, stat } from 'node:fs/promises'
import { request } from 'undici'
import { isAlive } from '../../base/system/isAlive.ts'
import { Failure } from '../../contract/failure.ts'
import type { Places } from './configuration.ts'
import { serverEnvironment } from '../../base/system/serverEnvironment.ts'
import { commandLine, ended, spawnWatched, stopProcess } from '../../base/system/processes.ts'
import { readRecord } from './record.ts'
import { showable } from '../../base/system/showable.ts'

/** Milliseconds that a server may take to answer, and to end. */
const startMs = 60_000
const stopMs = 10_000
const pollMs = 50
/** Bytes of the log file above which a start begins a new one. */
const largestLog = 1024 * 1024

export interface RunningServer {
  readonly pid: number
  readonly address: string
  /** Resolves when the process has ended, for any reason. */
  readonly gone: Promise<void>
  /** Ends it in an orderly way. Resolves when it has ended. */
  stop(): Promise<void>
}

async function launch(program: string, places: Places, environment: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const long = await stat(places.log).then(
    (found) => found.size > largestLog,
    () => false,
  )
  const log = await open(places.log, long ? 'w' : 'a', 0o600)
  const words = ['server', `-config=${places.config}`]
  try {
    const child = spawnWatched(program, words, {
      cwd: places.folder,
      env: serverEnvironment(environment),
      stdio: ['ignore', log.fd, log.fd],
    })
    await once(child, 'spawn')
    return child
  } catch (cause) {
    throw new Failure('practice-unavailable', `the practice server could not be started: ${showable(program)}`, {
      cause,
    })
  } finally {
    await log.close()
  }
}

/** Returns the last line of the log, which says why a server did not start. Vault writes no secret there. */
async function lastWords(places: Places): Promise<string> {
  const text = await readFile(places.log, 'utf8').catch(() => '')
  const line = text.trimEnd().split('\n').at(-1) ?? ''
  return showable(line)
}

async function untilReady(child: ChildProcess, address: string, places: Places, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + startMs
  for (;;) {
    if (signal.aborted) throw new Failure('canceled', 'starting the practice server was canceled')
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Failure('practice-unavailable', `the practice server ended immediately: ${await lastWords(places)}`)
    }
    try {
      const answer = await request(`${address}/v1/sys/seal-status`, { headersTimeout: 5000, bodyTimeout: 5000 })
      await answer.body.dump()
      if (answer.statusCode === 200) return
    } catch {
      // Not listening yet.
    }
    if (Date.now() > deadline) {
      throw new Failure('practice-unavailable', `the practice server does not answer: ${await lastWords(places)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}

/**
 * Starts the configured server and waits until it answers, sealed. API: `GET /sys/seal-status`. Errors:
 * `practice-unavailable` with the server's last log line; `canceled`. After an error no process is left.
 */
export async function startServer(
  program: string,
  places: Places,
  port: number,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<RunningServer> {
  const child = await launch(program, places, environment)
  const address = `http://127.0.0.1:${port}`
  const gone = ended(child)
  const stop = (): Promise<void> => stopProcess(child, stopMs)
  try {
    await untilReady(child, address, places, signal)
  } catch (error) {
    await stop()
    throw error
  }
  return { pid: child.pid ?? 0, address, gone, stop }
}

/**
 * Ends a server that an earlier Strongroom left running, after a check that it is ours: the process must have been
 * started with this folder's configuration. Errors: `practice-unavailable` when another running Strongroom uses it.
 */
export async function stopLeftover(places: Places): Promise<void> {
  const running = (await readRecord(places.record))?.running ?? null
  if (running === null || !isAlive(running.pid)) return
  const line = await commandLine(running.pid)
  if (line === null || !line.includes(places.config)) return
  if (running.owner !== process.pid && isAlive(running.owner)) {
    throw new Failure('practice-unavailable', 'another running Strongroom has started the practice server')
  }
  process.kill(running.pid, 'SIGTERM')
  const force = Date.now() + stopMs
  while (isAlive(running.pid)) {
    if (Date.now() > force) process.kill(running.pid, 'SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}
