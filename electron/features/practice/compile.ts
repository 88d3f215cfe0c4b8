/** Builds a program from a published Go module: `vault` from the versions that `build/` pins. */
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { Failure } from '../../contract/failure.ts'
import { makeFolder } from '../../base/files/makeFolder.ts'
import { killTree, spawnWatched } from '../../base/system/processes.ts'
import { programEnvironment } from '../../base/system/serverEnvironment.ts'
import { showable } from '../../base/system/showable.ts'

export interface Compilation {
  /** The `go` program. */
  readonly go: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly cacheFolder: string
  /** The final path of the complete program. */
  readonly target: string
  /** Another program than `vault`: its name, and the folder of its go.mod, go.sum and main.go. */
  readonly other?: { readonly name: string; readonly sources: string }
}

const sources = ['go.mod', 'go.sum', 'main.go']
const workPrefix = 'build-'
const staleMs = 24 * 60 * 60 * 1000

const called = (job: Compilation): string => job.other?.name ?? 'Vault'
const canceled = (job: Compilation): Failure => new Failure('canceled', `the build of ${called(job)} was canceled`)

/** Returns the folder of Vault's sources: next to this file, or, from a bundle in `dist/main`, in the app's root. */
async function sourceFolder(): Promise<string> {
  const here = import.meta.dirname
  const folders = [join(here, 'build'), join(here, '..', '..', 'electron', 'features', 'practice', 'build')]
  for (const folder of folders) {
    const found = await stat(join(folder, 'go.mod')).catch(() => null)
    if (found !== null) return folder
  }
  throw new Failure('practice-unavailable', 'the sources to build Vault from are missing from this installation')
}

/** Removes the files of a build that crashed more than a day ago. */
async function removeStale(cacheFolder: string): Promise<void> {
  for (const name of await readdir(cacheFolder)) {
    if (!name.startsWith(workPrefix)) continue
    const folder = join(cacheFolder, name)
    const found = await stat(folder).catch(() => null)
    if (found !== null && Date.now() - found.mtimeMs > staleMs) await rm(folder, { recursive: true, force: true })
  }
}

/** Runs `go build` in `folder`; each line that it prints is passed to `onLine`. */
function runGo(
  job: Compilation,
  folder: string,
  output: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const words = ['build', '-v', '-mod=mod', '-tags', 'minimal', '-trimpath', '-ldflags=-s -w', '-o', output, '.']
    const child = spawnWatched(job.go, words, {
      cwd: folder,
      env: { ...programEnvironment(job.environment), CGO_ENABLED: '0', GOWORK: 'off' },
      stdio: ['ignore', 'ignore', 'pipe'],
      // A canceled build then ends with all its compilers.
      group: true,
    })
    let last = ''
    if (child.stderr === null) throw new Error('a build without its words')
    createInterface({ input: child.stderr }).on('line', (text) => {
      const line = showable(text)
      if (line === '') return
      last = line
      onLine(line)
    })
    const cancel = (): void => killTree(child)
    signal.addEventListener('abort', cancel, { once: true })
    child.once('error', (cause) => {
      signal.removeEventListener('abort', cancel)
      reject(new Failure('practice-unavailable', `go could not be started to build ${called(job)}`, { cause }))
    })
    child.once('close', (code) => {
      signal.removeEventListener('abort', cancel)
      if (signal.aborted) reject(canceled(job))
      else if (code === 0) resolve()
      else reject(new Failure('practice-unavailable', `go could not build ${called(job)} (exit code ${code}): ${last}`))
    })
  })
}

/**
 * Builds in a separate folder and renames the complete program into place, so that two concurrent builds are safe and a
 * canceled one leaves nothing. Takes minutes. Errors: `practice-unavailable` with the last line of `go`, `canceled`.
 */
export async function compile(job: Compilation, onLine: (line: string) => void, signal: AbortSignal): Promise<void> {
  const from = job.other?.sources ?? (await sourceFolder())
  await makeFolder(job.cacheFolder)
  await removeStale(job.cacheFolder)
  const folder = await mkdtemp(join(job.cacheFolder, workPrefix))
  try {
    // Copied by content: in a packaged app the sources are in an archive that only this process can read.
    for (const name of sources) await writeFile(join(folder, name), await readFile(join(from, name)))
    if (signal.aborted) throw canceled(job)
    const output = join(folder, basename(job.target))
    await runGo(job, folder, output, onLine, signal)
    await makeFolder(dirname(job.target))
    await rename(output, job.target)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
