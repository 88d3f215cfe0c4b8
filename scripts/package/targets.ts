/** The platforms and architectures of the packages, according to electron-builder.yml. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

/** Names as in Node; electron-builder uses other names for the platforms. */
export interface Target {
  readonly platform: 'linux' | 'darwin' | 'win32'
  readonly arch: 'x64' | 'arm64'
}

const platformNames = { linux: 'linux', mac: 'darwin', win: 'win32' } as const
const builderNames = { linux: 'linux', darwin: 'mac', win32: 'win' } as const

/** Returns e.g. `mac-arm64`, the form of electron-builder's `${os}-${arch}`. */
export const folderName = ({ platform, arch }: Target): string => `${builderNames[platform]}-${arch}`

const platformSchema = z.object({
  target: z.array(z.object({ target: z.string(), arch: z.array(z.enum(['x64', 'arm64'])) })),
})
const configurationSchema = z.object({ linux: platformSchema, mac: platformSchema, win: platformSchema })

/** Returns every pair of platform and architecture that has a package, in the order of electron-builder.yml. */
export function packagedTargets(project: string): readonly Target[] {
  const configuration = configurationSchema.parse(parse(readFileSync(join(project, 'electron-builder.yml'), 'utf8')))
  return (['linux', 'mac', 'win'] as const).flatMap((name) => {
    const arches = new Set(configuration[name].target.flatMap(({ arch }) => arch))
    return [...arches].map((arch) => ({ platform: platformNames[name], arch }))
  })
}
