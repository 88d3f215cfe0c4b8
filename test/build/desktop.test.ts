/** How the app registers itself with the three systems when it is installed. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { behindLauncher } from '../../scripts/package/launcher.ts'
import { packAroundStandIn } from '../../scripts/package/pack.ts'
import { project, scratchFolder, scratchProject } from './scratchProject.ts'

/** Replaces the hook after the packing: asks electron-builder for the desktop entry that it would install. */
const entryWriter = `
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
const require = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'))
const { LinuxTargetHelper } = require('app-builder-lib/out/targets/LinuxTargetHelper')
export default async ({ appOutDir, packager }) => {
  const entry = await new LinuxTargetHelper(packager).computeDesktopEntry(packager.platformSpecificBuildOptions)
  writeFileSync(join(appOutDir, 'entry.desktop'), entry)
  const { default: AppImageTarget } = require('app-builder-lib/out/targets/appimage/AppImageTarget')
  const image = new AppImageTarget(null, packager, new LinuxTargetHelper(packager), appOutDir)
  writeFileSync(join(appOutDir, 'image.desktop'), await image.desktopEntry.value)
}
`

describe('the desktop entry of Linux', () => {
  let entry: ReadonlyMap<string, string>
  let image: string

  beforeAll(async () => {
    const { folder, write } = await scratchProject()
    write('scripts/package/afterPack.ts', entryWriter)
    const packed = await packAroundStandIn(folder, await scratchFolder())
    if (packed.folder === undefined) throw new Error(packed.words)
    image = readFileSync(join(packed.folder, 'image.desktop'), 'utf8')
    const lines = readFileSync(join(packed.folder, 'entry.desktop'), 'utf8').split('\n')
    entry = new Map(
      lines.flatMap((line): readonly (readonly [string, string])[] => {
        const [, key, value] = /^([^=]+)=(.*)$/.exec(line) ?? []
        return key === undefined || value === undefined ? [] : [[key, value]]
      }),
    )
  })

  it('opens strongroom:// links, and passes the link on', () => {
    expect(entry.get('MimeType')).toBe('x-scheme-handler/strongroom;')
    expect(entry.get('Exec')).toMatch(/strongroom %U$/)
  })

  it('starts the app without an argument that it refuses, also in an AppImage', () => {
    expect(entry.get('Exec')).not.toContain(' --')
    expect(/^Exec=(.*)$/m.exec(image)?.[1]).toBe('AppRun %U')
  })

  it('is found with common search terms, in both languages', () => {
    expect(entry.get('Name')).toBe('Strongroom')
    expect(entry.get('Comment')).toContain('HashiCorp Vault and OpenBao')
    expect(entry.get('Comment[ko]')).toContain('관리 앱')
    expect(entry.get('Categories')).toBe('Development;Security;System;')
    expect(entry.get('Keywords')?.split(';')).toEqual(expect.arrayContaining(['Vault', 'OpenBao', 'unseal']))
  })

  it('belongs to the window, so that the window has the icon', () => {
    const { desktopName } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { desktopName: string }
    expect(`${entry.get('StartupWMClass')}.desktop`).toBe(desktopName)
    expect(entry.get('Icon')).toBe('strongroom')
  })
})

describe('the hardened runtime of macOS', () => {
  it('allows only JIT compilation, in a file that Apple’s parser reads', () => {
    const text = readFileSync(join(project, 'build', 'entitlements.mac.plist'), 'utf8')
    const keys = [...text.matchAll(/<key>([^<]+)<\/key>\s*<(\w+)\s*\/>/g)].map(([, key, value]) => [key, value])
    expect(keys).toEqual([['com.apple.security.cs.allow-jit', 'true']])
    expect(text).not.toContain('<!--')
  })
})

describe('the installer of Windows', () => {
  const script = readFileSync(join(project, 'build', 'installer.nsh'), 'utf8')
  const macro = (name: string) => new RegExp(`!macro ${name}\\n(.*?)!macroend`, 's').exec(script)?.[1] ?? ''

  it('registers strongroom:// for the current user, with the link as one argument, and unregisters it', () => {
    expect(macro('customInstall')).toContain('SHCTX "Software\\Classes\\strongroom" "URL Protocol"')
    expect(macro('customInstall')).toContain(`'"$INSTDIR\\\${APP_EXECUTABLE_FILENAME}" "%1"'`)
    expect(macro('customUnInstall')).toContain('DeleteRegKey SHCTX "Software\\Classes\\strongroom"')
  })

  it('keeps the app’s memory out of Windows Error Reporting', () => {
    const value = 'Windows Error Reporting\\ExcludedApplications" "${APP_EXECUTABLE_FILENAME}"'
    expect(macro('customInstall')).toContain(`${value} 1`)
    expect(macro('customUnInstall')).toContain(value)
  })
})

describe('the AppArmor profile', () => {
  it('names the launcher and the program that it starts, so that Ubuntu allows the page its sandbox', () => {
    const text = readFileSync(join(project, 'build', 'apparmor-profile.tpl'), 'utf8')
    expect(text).toContain(`"/opt/\${sanitizedProductName}/\${executable}{,${behindLauncher('')}}" flags=(unconfined)`)
    const { deb, rpm } = parse(readFileSync(join(project, 'electron-builder.yml'), 'utf8')) as Record<string, unknown>
    for (const options of [deb, rpm]) expect(options).toMatchObject({ appArmorProfile: 'build/apparmor-profile.tpl' })
  })
})
