/** The script AppRun of the AppImage, as the installed electron-builder writes it. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { z } from 'zod'

const generatorSchema = z.object({
  generateAppRunScript: z.custom<(facts: object) => string>((it) => typeof it === 'function'),
})

/** Returns the text for a program of this name. electron-builder exports no such function, so its file is loaded. */
export function appRunText(executableName: string): string {
  const fromBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
  const folder = join(fromBuilder.resolve('app-builder-lib/package.json'), '..')
  const file = join(folder, 'out', 'targets', 'appimage', 'appImageUtil.js')
  const { generateAppRunScript } = generatorSchema.parse(fromBuilder(file))
  return generateAppRunScript({
    DesktopFileName: `${executableName}.desktop`,
    ExecutableName: executableName,
    ProductName: executableName,
    ProductFilename: executableName,
    ResourceName: `appimagekit-${executableName}`,
  })
}

/** Returns the names of the variables that it exports. */
export const appRunExports = (executableName: string): readonly string[] =>
  [...appRunText(executableName).matchAll(/^export (\w+)=/gm)].map(([, name = '']) => name)
