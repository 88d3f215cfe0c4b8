/** Exports policies as files in a new folder. */
import { randomUUID } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '../../contract/failure.ts'
import { policyFilePath } from '../../contract/policyFiles.ts'
import { codeOf, exists } from '../../base/files/atomicFile.ts'
import { numberedNames, safeBaseName } from '../../base/files/fileNames.ts'
import type { WrittenFiles } from '../../core/files/writtenFiles.ts'

/** The maximum number of known folders. */
const maxCount = 20

export interface PolicyExports {
  /** Creates a new folder with this or a similar name in a folder that the person chose. Errors: `invalid-input`. */
  begin(profileId: string, parent: string, name: string): Promise<{ exportId: string; folder: string }>
  /**
   * Writes one policy and returns the path of its file, relative to the folder. Errors: `not-found`, `invalid-input`.
   */
  write(profileId: string, exportId: string, name: string, text: string): Promise<string>
}

export function createPolicyExports(written: () => Promise<WrittenFiles>): PolicyExports {
  const folders = new Map<string, { readonly profileId: string; readonly folder: string }>()
  return {
    begin: async (profileId, parent, name) => {
      const folder = await makeFolder(parent, safeBaseName(name, 'policies'), await written())
      const exportId = randomUUID()
      folders.set(exportId, { profileId, folder })
      for (const oldest of [...folders.keys()].slice(0, -maxCount)) folders.delete(oldest)
      return { exportId, folder }
    },
    write: async (profileId, exportId, name, text) => {
      const known = folders.get(exportId)
      if (known?.profileId !== profileId) throw new Failure('not-found', 'This export has ended. Start it again.')
      const way = policyFilePath(name, text)
      const path = join(known.folder, ...way)
      try {
        if (way.length > 1) await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        const file = await open(path, 'wx', 0o600)
        try {
          await file.writeFile(text)
        } catch (cause) {
          await rm(path, { force: true })
          throw cause
        } finally {
          await file.close()
        }
      } catch (cause) {
        throw refuse(cause)
      }
      return way.join('/')
    },
  }
}

/**
 * Creates a folder that did not exist before.
 *
 * SECURITY: existing files are not overwritten, and links are not followed (docs/security.md, "Policies as files").
 */
async function makeFolder(parent: string, name: string, written: WrittenFiles): Promise<string> {
  for (const each of numberedNames(name, '')) {
    const folder = join(parent, each)
    if (await exists(folder)) continue
    await written.note(folder)
    try {
      await mkdir(folder, { mode: 0o700 })
      return folder
    } catch (cause) {
      if (codeOf(cause) !== 'EEXIST') throw refuse(cause)
    }
  }
  throw new Failure('invalid-input', 'The folder contains too many exports.')
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'a file with this name already exists',
  ENOENT: 'the folder around it is not there',
  ENOTDIR: 'the folder around it is not there',
  ENOSPC: 'there is no room left',
  EACCES: 'Strongroom may not write there',
  EROFS: 'Strongroom may not write there',
  EPERM: 'Strongroom may not write there',
}

function refuse(cause: unknown): Failure {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const why = reasons[code] ?? 'the system refused it'
  return new Failure('invalid-input', `This file can't be written: ${why}.`, {
    issues: [{ path: 'folder', message: why }],
  })
}
