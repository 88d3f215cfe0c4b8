/** Two files for every package: its components (CycloneDX) and their licenses. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Builders, Factories } from '@cyclonedx/cyclonedx-library/Contrib/FromNodePackageJson'
import { Factories as LicenseFactories } from '@cyclonedx/cyclonedx-library/Contrib/License'
import { ComponentType, HashAlgorithm } from '@cyclonedx/cyclonedx-library/Enums'
import { Bom, Property, type Component } from '@cyclonedx/cyclonedx-library/Models'
import { JSON as JsonNormalize, JsonSerializer } from '@cyclonedx/cyclonedx-library/Serialize'
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec'
import { PackageURL } from 'packageurl-js'
import { z } from 'zod'
import type { ShippedPackage } from './shipped.ts'

export const sbomName = 'sbom.cdx.json'
export const licensesName = 'THIRD-PARTY-LICENSES.txt'

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional(), integrity: z.string().optional() })),
})

/** Writes both files into a folder `resources`, next to the archive. */
export function writeLegal(project: string, resources: string, shipped: readonly ShippedPackage[]): void {
  mkdirSync(resources, { recursive: true })
  writeFileSync(join(resources, sbomName), sbom(project, shipped))
  writeFileSync(join(resources, licensesName), licenses(shipped))
}

/**
 * Returns CycloneDX 1.6, identical for the same input: no time, no serial number. https://cyclonedx.org/docs/1.6/json/
 */
export function sbom(project: string, shipped: readonly ShippedPackage[]): string {
  const builder = new Builders.ComponentBuilder(
    new Factories.ExternalReferenceFactory(),
    new LicenseFactories.LicenseFactory(noExpression),
  )
  const hashes = lockedHashes(project)
  const component = (manifest: Readonly<Record<string, unknown>>, type: ComponentType): Component => {
    const made = builder.makeComponent(structuredClone(manifest), type)
    if (made === undefined) throw new Error(`No component can be made of ${String(manifest['name'])}.`)
    const { group, name, version } = made
    made.purl = new PackageURL('npm', group ?? null, name, version ?? null, null, null).toString()
    made.bomRef.value = made.purl
    return made
  }

  const bom = new Bom()
  bom.metadata.component = component(
    JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as Record<string, unknown>,
    ComponentType.Application,
  )
  for (const { name, version, manifest, places } of shipped) {
    const one = component(manifest, name === 'electron' ? ComponentType.Framework : ComponentType.Library)
    const hash = hashes.get(`${name}@${version}`)
    if (hash !== undefined) one.hashes.set(HashAlgorithm['SHA-512'], hash)
    for (const place of places) one.properties.add(new Property('strongroom:place', place))
    bom.components.add(one)
    bom.metadata.component.dependencies.add(one.bomRef)
  }
  const serializer = new JsonSerializer(new JsonNormalize.Normalize.Factory(Spec1dot6))
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`
}

/** Only names of licenses; a combined one is written unchanged. */
const noExpression = (license: string): never => {
  throw new Error(`${license} is not one license.`)
}

/** Returns the SHA-512 of each archive in hex, by `name@version`. */
function lockedHashes(project: string): ReadonlyMap<string, string> {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')))
  return new Map(
    Object.entries(packages).flatMap(([path, { version, integrity }]) => {
      const name = path.split('node_modules/').at(-1)
      const digest = integrity?.match(/^sha512-(\S+)$/)?.[1]
      return name === undefined || digest === undefined
        ? []
        : [[`${name}@${version}`, Buffer.from(digest, 'base64').toString('hex')] as const]
    }),
  )
}

const rule = '-'.repeat(80)

/** Returns the text for people: each package with its license, packages with the same text together. */
export function licenses(shipped: readonly ShippedPackage[]): string {
  const byText = new Map<string, string[]>()
  for (const { name, version, license, texts } of shipped) {
    const text = texts.join('\n\n').replaceAll('\r\n', '\n')
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`])
  }
  return [
    'Strongroom is made with the work of others. These packages are part of it, under these licenses.',
    'Chromium and what it is made of are listed in LICENSES.chromium.html.',
    ...[...byText].map(([text, names]) => `${rule}\n${names.join('\n')}\n${rule}\n\n${text}`),
    '',
  ].join('\n\n')
}
