/**
 * A stand-in for Electron's program, which is not available everywhere: the files that electron-builder expects in a
 * Linux build, and a fuse wire with every fuse that @electron/fuses knows. It can be packed like the real one, but
 * cannot run.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPackage } from '@electron/asar'
import { FuseState, FuseV1Options, FuseVersion } from '@electron/fuses'

/** Precedes the fuses in every Electron binary. https://www.electronjs.org/docs/latest/tutorial/fuses */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

export const fuseNames: readonly string[] = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name)))

/** `fuses` is the length of the wire; a newer Electron has a longer one. */
export async function makeStandIn(folder: string, fuses = fuseNames.length): Promise<void> {
  const application = join(folder, 'resources', 'default_app')
  mkdirSync(application, { recursive: true })
  writeFileSync(join(application, 'package.json'), '{}')
  await createPackage(application, join(folder, 'resources', 'default_app.asar'))
  mkdirSync(join(folder, 'locales'))
  for (const name of ['en-US', 'ko', 'de']) writeFileSync(join(folder, 'locales', `${name}.pak`), '')
  const wire = [FuseVersion.V1.charCodeAt(0) - '0'.charCodeAt(0), fuses, ...Array<number>(fuses).fill(FuseState.ENABLE)]
  writeFileSync(
    join(folder, 'electron'),
    Buffer.concat([Buffer.from('\u007fELF'), Buffer.from(sentinel), Buffer.from(wire), Buffer.alloc(64)]),
    { mode: 0o755 },
  )
}
