/**
 * The keychain's native addon, for the platform that a package is for. npm installs only the one for this computer, and
 * one computer builds packages for two processors.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extract } from 'tar'
import { z } from 'zod'
import { folderName, type Target } from './targets.ts'

const abis = { linux: '-gnu', darwin: '', win32: '-msvc' } as const

/**
 * Returns e.g. `@napi-rs/keyring-linux-x64-gnu`, the name by which @napi-rs/keyring requires it
 * (https://napi.rs/docs/deep-dive/release).
 */
export const addonName = ({ platform, arch }: Target): string => `@napi-rs/keyring-${platform}-${arch}${abis[platform]}`

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional(), integrity: z.string().optional() })),
})

/** Returns the addon's version and SHA-512 in the lockfile. Throws if the lockfile does not contain it. */
export function lockedAddon(project: string, target: Target): { readonly version: string; readonly integrity: string } {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')))
  const { version, integrity } = packages[`node_modules/${addonName(target)}`] ?? {}
  if (version === undefined || integrity?.startsWith('sha512-') !== true) {
    throw new Error(`${addonName(target)} is not in package-lock.json with a version and a SHA-512.`)
  }
  return { version, integrity }
}

/** Returns the folder from which electron-builder.yml takes the addon. */
const addonFolder = (project: string, target: Target) => join(project, 'dist', 'addons', folderName(target))

/**
 * Puts the addon of `target` into `dist/addons/`: the installed one, else one that npm downloads, whose SHA-512 must be
 * that of the lockfile. `as` files it under another target's name (for the dry run, which downloads nothing).
 */
export async function prepareAddon(project: string, target: Target, as: Target = target): Promise<void> {
  const folder = addonFolder(project, as)
  rmSync(folder, { recursive: true, force: true })
  const place = join(folder, addonName(target).replace('@napi-rs/', ''))
  mkdirSync(place, { recursive: true })
  const installed = join(project, 'node_modules', addonName(target))
  if (existsSync(installed)) cpSync(installed, place, { recursive: true, dereference: true })
  else await fetchAddon(lockedAddon(project, target), addonName(target), place)
}

async function fetchAddon(
  locked: { readonly version: string; readonly integrity: string },
  name: string,
  place: string,
) {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-addon-'))
  try {
    const words = [
      'pack',
      `${name}@${locked.version}`,
      '--ignore-scripts',
      '--json',
      '--loglevel=error',
      '--pack-destination',
      folder,
    ]
    const script = process.env['npm_execpath']
    const { status, stdout } =
      script === undefined
        ? spawnSync('npm', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
        : spawnSync(process.execPath, [script, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
    if (status !== 0) throw new Error(`npm could not fetch ${name} ${locked.version}; its own words are above.`)
    const [{ filename }] = z.tuple([z.object({ filename: z.string() })]).parse(JSON.parse(stdout))
    const archive = join(folder, filename)
    const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
    // SECURITY: the addon has access to the person's open keychain, so only the version of the lockfile is accepted.
    if (found !== locked.integrity) throw new Error(`${name} ${locked.version} is not the one of package-lock.json.`)
    await extract({ file: archive, cwd: place, strip: 1 })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
