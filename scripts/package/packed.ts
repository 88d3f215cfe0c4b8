/** The packed app as it is on disk after an installation: the archive, and the files that are unpacked next to it. */
import { join } from 'node:path'
import { extractFile, listPackage, statFile, uncache } from '@electron/asar'

export interface PackedFile {
  /** Without a leading slash, with `/` on every platform: `dist/main/main.js`. */
  readonly path: string
  readonly bytes: number
  /** Whether it is next to the archive, because the operating system itself has to load or read it. */
  readonly unpacked: boolean
}

export interface PackedApp {
  readonly archive: string
  readonly files: readonly PackedFile[]
  readonly read: (path: string) => Buffer
}

/** Reads `app.asar` in a folder `resources`. */
export function readPackedApp(resources: string): PackedApp {
  const archive = join(resources, 'app.asar')
  // The library caches the headers of archives by their path; this one may have been rewritten.
  uncache(archive)
  const native = (path: string) => join(...path.split('/'))
  const files = listPackage(archive, { isPack: false }).flatMap((name): PackedFile[] => {
    const path = name.replaceAll('\\', '/').replace(/^\//, '')
    const entry = statFile(archive, native(path))
    return 'size' in entry ? [{ path, bytes: entry.size, unpacked: entry.unpacked }] : []
  })
  return { archive, files, read: (path) => extractFile(archive, native(path)) }
}
