/** Files and folders that the person chose outside the page, by handles (docs/security.md, "Files and folders"). */
import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../contract/failure.ts'
import type { ChosenFile, FileKind, OfferedFiles } from '../../contract/files.ts'
import { exists } from '../../base/files/atomicFile.ts'
import type { Events } from '../events.ts'
import { numberedNames } from '../../base/files/fileNames.ts'
import type { CallContext } from '../handler.ts'
import type { WrittenFiles } from './writtenFiles.ts'

export interface ChosenFiles {
  offered(): Promise<OfferedFiles>
  choose(kind: FileKind, context: Pick<CallContext, 'window'>): Promise<ChosenFile | null>
  /** Returns the path behind a handle of this kind. Errors: `not-found`. */
  path(kind: FileKind, handle: string): string
  forget(handle: string): void
}

/** What a shell shows to let a person choose a file. */
export interface ChooseFileRequest {
  readonly kind: FileKind
  /** A base name for a new file; absent when choosing an existing file or folder. */
  readonly name?: string
  readonly window: string | undefined
}

/** How a shell lets a person choose a file. */
export interface FilesOfShell {
  /** Asks the person for a file or folder. Null: they canceled. Absent: the shell has no such dialog. */
  readonly chooseFile?: (request: ChooseFileRequest) => Promise<string | null>
  /** For shells without a dialog: the one folder for files, which the person chose at the start. */
  readonly filesFolder?: string
}

/** The maximum number of known handles; the oldest is removed first. */
const maxCount = 1000
/** The maximum number of files of the folder in a list. */
const maxListed = 500

export const startWithFiles = 'npm start -- --browser --files FOLDER'

export function createChosenFiles(
  { chooseFile, filesFolder }: FilesOfShell,
  written: WrittenFiles,
  events: Pick<Events, 'listen'>,
): ChosenFiles {
  const chosen = new Map<string, { readonly kind: FileKind; readonly path: string }>()
  let isOpen = false
  events.listen(({ type }) => {
    if (type === 'locked') chosen.clear()
  })

  const give = (kind: FileKind, path: string): ChosenFile => {
    for (const [handle, known] of chosen)
      if (known.kind === kind && known.path === path) return { handle, shownPath: path }
    const handle = randomUUID()
    chosen.set(handle, { kind, path })
    const [oldest] = chosen.keys()
    if (chosen.size > maxCount && oldest !== undefined) chosen.delete(oldest)
    return { handle, shownPath: path }
  }
  const fromDialog = async (ask: NonNullable<typeof chooseFile>, request: ChooseFileRequest) => {
    // SECURITY: a page cannot stack dialogs until one is answered by mistake.
    if (isOpen) throw new Failure('rejected', 'Another dialog is open.')
    isOpen = true
    try {
      return await ask(request)
    } finally {
      isOpen = false
    }
  }
  const listed = async (folder: string) => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    const names = entries
      // SECURITY: links and hidden files are left out, because the person chose this folder and nothing outside it.
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort()
      .slice(0, maxListed)
    const own = await Promise.all(names.map((name) => written.has(join(folder, name))))
    return names
      .filter((_name, index) => own[index] === false)
      .map((name) => ({ name, ...give('kubeconfig', join(folder, name)) }))
  }

  return {
    offered: async () => {
      if (chooseFile !== undefined) return { how: 'dialog' }
      if (filesFolder === undefined) return { how: 'none', command: startWithFiles }
      return { how: 'folder', folder: filesFolder, files: await listed(filesFolder) }
    },
    choose: async (kind, { window }) => {
      if (chooseFile !== undefined) {
        const path = await fromDialog(chooseFile, {
          kind,
          window,
          ...(kind === 'keys' && { name: 'cluster-keys.json' }),
        })
        return path === null ? null : give(kind, path)
      }
      if (filesFolder === undefined || kind === 'kubeconfig') {
        throw new Failure('unsupported', `Files are chosen from a folder: ${startWithFiles}`)
      }
      return give(kind, kind === 'policies' ? filesFolder : await freeName(filesFolder, 'cluster-keys', 'json'))
    },
    path: (kind, handle) => {
      const known = chosen.get(handle)
      if (known?.kind !== kind) throw new Failure('not-found', 'This file is no longer selected. Choose it again.')
      return known.path
    },
    forget: (handle) => void chosen.delete(handle),
  }
}

/** Returns a path in the folder that does not exist yet. */
async function freeName(folder: string, name: string, extension: string): Promise<string> {
  for (const each of numberedNames(name, extension)) if (!(await exists(join(folder, each)))) return join(folder, each)
  throw new Failure('file-unwritable', 'The folder contains too many files with this name.')
}
