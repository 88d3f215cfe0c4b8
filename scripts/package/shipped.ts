/** The third-party packages in a packed app: those that are part of its bundles and those next to them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { PackedApp } from './packed.ts'

const manifestSchema = z.object({ name: z.string(), version: z.string(), license: z.string() })
const bundledSchema = z.record(z.string(), z.array(z.string()))

export interface ShippedPackage {
  readonly name: string
  readonly version: string
  /** An SPDX expression. */
  readonly license: string
  /** The whole package.json, for callers that need more of it. */
  readonly manifest: Readonly<Record<string, unknown>>
  /** Its license and notice files; never empty. */
  readonly texts: readonly string[]
  /** Files of the app that contain it, or its own folder. */
  readonly places: readonly string[]
}

const isLicense = (name: string) => /^(?:licen[cs]e|copying|notice|copyright)(?:[.-]|$)/i.test(name)

/**
 * Returns Electron itself, and the packages in the app's files, by name and version. Throws if one has no license file.
 */
export function shippedPackages(project: string, app: PackedApp): readonly ShippedPackage[] {
  const placesOf = new Map<string, Set<string>>([['node_modules/electron', new Set(['the program'])]])
  const add = (folder: string, place: string) => placesOf.set(folder, (placesOf.get(folder) ?? new Set()).add(place))

  const bundled = readBundled(project)
  for (const { path } of app.files) {
    const own = /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]
    if (own !== undefined) add(own, own)
    else if (/^dist\/.*\.c?js$/.test(path)) {
      const folders = bundled.get(path)
      if (folders === undefined) throw new Error(`dist/bundled/ does not say what ${path} is made of.`)
      for (const folder of folders) add(folder, path)
    }
  }

  return [...placesOf]
    .map(([folder, places]) => ({ ...describe(filesOf(project, app, folder)), places: [...places].sort() }))
    .sort((a, b) => (a.name + a.version < b.name + b.version ? -1 : 1))
}

/** Reads the lists that the build has written (scripts/vite/bundled.ts). */
function readBundled(project: string): ReadonlyMap<string, readonly string[]> {
  const folder = join(project, 'dist', 'bundled')
  return new Map(
    readdirSync(folder).flatMap((name) =>
      Object.entries(bundledSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))),
    ),
  )
}

interface Folder {
  readonly path: string
  readonly names: readonly string[]
  readonly read: (name: string) => string
}

/**
 * Reads the packed folder, else the installed one: the addon of another platform is only packed, bundled packages are
 * only installed.
 */
function filesOf(project: string, app: PackedApp, folder: string): Folder {
  const start = `${folder}/`
  const packed = app.files.flatMap(({ path }) => (path.startsWith(start) ? [path.slice(start.length)] : []))
  const installed = join(project, folder)
  const names = new Set([...packed, ...(existsSync(installed) ? readdirSync(installed) : [])])
  if (!names.has('package.json')) throw new Error(`${folder} is in a bundle but not installed.`)
  return {
    path: folder,
    names: [...names],
    read: (name) =>
      packed.includes(name) ? app.read(start + name).toString('utf8') : readFileSync(join(installed, name), 'utf8'),
  }
}

function describe({ path, names, read }: Folder): Omit<ShippedPackage, 'places'> {
  const manifest = JSON.parse(read('package.json')) as Record<string, unknown>
  const { name, version, license } = manifestSchema.parse(manifest)
  const texts = names
    .filter(isLicense)
    .sort()
    .map((file) => ownPart(read(file)))
  if (texts.length === 0) throw new Error(`${path} has no license file.`)
  return { name, version, license, manifest, texts }
}

/**
 * Returns the package's own part: a bundler's license file also contains the licenses of its tools, which are not part
 * of its bundles.
 */
const ownPart = (text: string) => text.split(/^# Licenses of bundled dependencies/m)[0]?.trim() ?? ''
