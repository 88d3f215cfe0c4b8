/** electron-builder calls this after it has assembled the app and before it signs it. */
import { join } from 'node:path'
import { flipFuses } from '@electron/fuses'
import { Arch, type AfterPackContext, type LinuxPackager } from 'electron-builder'
import { fuses } from './fuses.ts'
import { addLauncher } from './launcher.ts'
import { writeLegal } from './legal.ts'
import { readPackedApp } from './packed.ts'
import { shippedPackages } from './shipped.ts'

export default async function afterPack({
  appOutDir,
  packager,
  electronPlatformName,
  arch,
}: AfterPackContext): Promise<void> {
  const project = packager.projectDir
  const resources = packager.getResourcesDir(appOutDir)
  writeLegal(project, resources, shippedPackages(project, readPackedApp(resources)))

  const { productFilename } = packager.appInfo
  const programs: Readonly<Record<string, string>> = {
    darwin: `${productFilename}.app`,
    win32: `${productFilename}.exe`,
    linux: (packager as unknown as LinuxPackager).executableName,
  }
  const program = programs[electronPlatformName]
  if (program === undefined) throw new Error(`No package is made for ${electronPlatformName}.`)
  // On Apple's own processors, the program does not start if its signature does not match its bytes.
  const resetAdHocDarwinSignature = electronPlatformName === 'darwin' && arch === Arch.arm64
  await flipFuses(join(appOutDir, program), { ...fuses, resetAdHocDarwinSignature })
  if (electronPlatformName === 'linux') addLauncher(appOutDir, program)
}
