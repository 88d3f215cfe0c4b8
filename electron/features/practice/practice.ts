/** The practice server and its states: absent, stopped, starting or running. Wiping it removes all of its files. */
import { rm, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import type { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import type { PracticeProgress, PracticeState } from '../../contract/practice.ts'
import type { Log } from '../../base/log/log.ts'
import { configure, placesIn } from './configuration.ts'
import { freePort, isFree } from './ports.ts'
import type { Environment } from '../../base/system/appImage.ts'
import { findProgram, obtainProgram } from './program.ts'
import { readRecord, writeRecord } from './record.ts'
import { startServer, stopLeftover, type RunningServer } from './server.ts'

type Progress = z.infer<typeof PracticeProgress>

export interface PracticeDeps {
  /** The server's own folder in the app's data: storage, configuration, log. Created at its first start. */
  readonly folder: string
  /** The folder for a built program. */
  readonly cacheFolder: string
  readonly environment: Environment
  /** Folders to search for programs after PATH; the usual folders of the platform when absent. */
  readonly usualFolders?: readonly string[]
  readonly log: Pick<Log, 'info' | 'warn'>
  /** Called whenever the result of `state()` may have changed. */
  readonly onChange?: () => void
}

export interface Practice {
  /** Returns the state without starting the server. `address` is null if it never ran. */
  state(): Promise<Omit<z.infer<typeof PracticeState>, 'profileId'>>
  /**
   * Finds or builds the program and starts the server on its earlier port, if that is free. The server answers when
   * this resolves: uninitialized the first time, sealed later. Errors: `practice-unavailable`, `canceled`.
   */
  start(onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<{ readonly address: string }>
  /** Whether the server ran when the app last ended, and can be started again without a build. */
  comesBack(): Promise<boolean>
  /** Ends the server, or a start in progress. Its storage stays. */
  stop(): Promise<void>
  /** Ends the server and removes its folder. */
  wipe(): Promise<void>
  /** For the end of the app: like `stop`, and later starts fail. */
  close(): Promise<void>
}

/** Creates the practice server of one data folder. */
export function createPractice(deps: PracticeDeps): Practice {
  if (!isAbsolute(deps.folder)) throw new Error('the practice folder must be an absolute path')
  const places = placesIn(deps.folder)
  let server: RunningServer | null = null
  let starting: AbortController | null = null
  let closed = false
  /** Starts, stops and wipes run one after the other. */
  let queue: Promise<unknown> = Promise.resolve()

  const changed = (): void => deps.onChange?.()

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = queue.then(work)
    queue = result.catch(() => undefined)
    return result
  }

  /** Returns the earlier ports, or new ones if another program uses them now. */
  async function ports(): Promise<{ readonly port: number; readonly clusterPort: number }> {
    const last = await readRecord(places.record)
    const port = last !== null && (await isFree(last.port)) ? last.port : await freePort()
    const clusterPort =
      last !== null && last.clusterPort !== port && (await isFree(last.clusterPort))
        ? last.clusterPort
        : await freePort([port])
    return { port, clusterPort }
  }

  async function begin(onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<RunningServer> {
    const from = Date.now()
    const report = (phase: Progress['phase'], line?: string): void =>
      onProgress({ phase, seconds: (Date.now() - from) / 1000, ...(line === undefined ? {} : { line }) })
    report('finding')
    const program = await obtainProgram(deps, (line) => report('building', line), signal)
    report('starting')
    await stopLeftover(places)
    const { port, clusterPort } = await ports()
    await configure(places, port, clusterPort)
    await writeRecord(places.record, { version: 1, port, clusterPort, running: null, resume: false })
    const started = await startServer(program, places, port, deps.environment, signal)
    const running = { pid: started.pid, owner: process.pid }
    await writeRecord(places.record, { version: 1, port, clusterPort, running, resume: true })
    report('ready')
    return started
  }

  /** Marks a server as stopped that ended unexpectedly. */
  async function noticeEnd(running: RunningServer): Promise<void> {
    await running.gone
    if (server !== running) return
    server = null
    deps.log.warn({ address: running.address }, 'practice server ended by itself')
    changed()
  }

  async function endOwn(resume: boolean): Promise<void> {
    const running = server
    server = null
    if (running === null) return
    await running.stop()
    const last = await readRecord(places.record)
    if (last !== null) await writeRecord(places.record, { ...last, running: null, resume })
    deps.log.info({ address: running.address }, 'practice server stopped')
    changed()
  }

  async function state(): ReturnType<Practice['state']> {
    const program = await findProgram(deps.environment, deps.cacheFolder, deps.usualFolders)
    if (server !== null) return { state: 'running', address: server.address, program }
    const last = await readRecord(places.record)
    const address = last === null ? null : `http://127.0.0.1:${last.port}`
    if (starting !== null) return { state: 'starting', address, program }
    const there = await stat(places.storage).catch(() => null)
    return { state: there === null ? 'absent' : 'stopped', address, program }
  }

  function start(onProgress: (progress: Progress) => void, signal: AbortSignal): ReturnType<Practice['start']> {
    return inTurn(async () => {
      if (closed) throw new Failure('practice-unavailable', 'Strongroom is closing')
      if (server !== null) {
        onProgress({ phase: 'ready', seconds: 0 })
        return { address: server.address }
      }
      const stopped = new AbortController()
      starting = stopped
      changed()
      try {
        const running = await begin(onProgress, AbortSignal.any([signal, stopped.signal]))
        server = running
        deps.log.info({ address: running.address }, 'practice server started')
        void noticeEnd(running)
        return { address: running.address }
      } finally {
        starting = null
        changed()
      }
    })
  }

  async function comesBack(): Promise<boolean> {
    const last = await readRecord(places.record)
    if (last?.resume !== true) return false
    const { how } = await findProgram(deps.environment, deps.cacheFolder, deps.usualFolders)
    return how === 'found'
  }

  function stop(): Promise<void> {
    starting?.abort()
    return inTurn(async () => {
      await endOwn(false)
      await stopLeftover(places)
      const last = await readRecord(places.record)
      if (last?.resume === true) await writeRecord(places.record, { ...last, running: null, resume: false })
    })
  }

  function wipe(): Promise<void> {
    starting?.abort()
    return inTurn(async () => {
      await endOwn(false)
      // The server of another Strongroom must not lose its storage while it runs: this throws.
      await stopLeftover(places)
      await rm(places.folder, { recursive: true, force: true, maxRetries: 5 })
      changed()
    })
  }

  function close(): Promise<void> {
    closed = true
    starting?.abort()
    return inTurn(() => endOwn(true))
  }

  return { state, start, comesBack, stop, wipe, close }
}
