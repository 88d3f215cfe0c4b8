/** Which packages of others are in a packed app: the ones that its bundles are made of and the ones beside them. */
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
  /** Files of the app that it is in, or a folder of its own. */
  readonly places: readonly string[]
}

const isLicense = (name: string) => /^(?:licen[cs]e|copying|notice|copyright)(?:[.-]|$)/i.test(name)

/** Electron itself, and what the app's files are made of, by name and version. Throws when one has no license file. */
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

/** What the build wrote down (scripts/vite/bundled.ts). */
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

/** As packed, else as installed: the addon of another platform is packed only, what is bundled is installed only. */
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

/** A bundler's license file also contains the licenses of its own tools, which are not part of what it bundles. */
const ownPart = (text: string) => text.split(/^# Licenses of bundled dependencies/m)[0]?.trim() ?? ''
