/** The environment of other programs inside an AppImage: run through the AppRun of real packages. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { serverEnvironment } from '../../../electron/base/system/serverEnvironment.ts'
import { withoutAppImage } from '../../../electron/base/system/appImage.ts'
import { appRunExports, appRunText } from '../../../scripts/package/appRun.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'

/** Returns the environment of the app when a person with this environment starts the AppImage. */
async function insideAppImage(person: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const folder = join(await temporaryFolder('appimage'), '.mount_strong')
  mkdirSync(folder)
  writeFileSync(join(folder, 'AppRun'), appRunText('strongroom'))
  writeFileSync(join(folder, 'strongroom'), '#!/bin/sh\nexec env -0\n')
  for (const name of ['AppRun', 'strongroom']) chmodSync(join(folder, name), 0o755)
  // The variables of the runtime: https://docs.appimage.org/packaging-guide/environment-variables.html
  const runtime = { APPDIR: folder, APPIMAGE: '/home/me/strongroom.AppImage', ARGV0: './strongroom', OWD: '/home/me' }
  const printed = execFileSync('/bin/bash', [join(folder, 'AppRun')], { env: { ...person, ...runtime } }).toString()
  return Object.fromEntries(
    printed
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}

/** The variables that every shell sets. */
const ofShell: ReadonlySet<string> = new Set(['_', 'PWD', 'SHLVL', 'OLDPWD'])
const comparable = (environment: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !ofShell.has(name)))

const own = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/home/me', LANG: 'ko_KR.UTF-8' }

describe.runIf(process.platform === 'linux')('the environment of other programs, started from the AppImage', () => {
  it.each([
    { kind: 'a person with none of the lists', person: own },
    {
      kind: 'a person with all of them',
      person: {
        ...own,
        LD_LIBRARY_PATH: '/opt/oracle/lib:/usr/lib/x',
        XDG_DATA_DIRS: '/usr/share/ubuntu:/usr/local/share/:/usr/share/:/var/lib/snapd/desktop',
        GSETTINGS_SCHEMA_DIR: '/opt/schemas',
      },
    },
    {
      kind: 'a person whose own data folders end as those of AppRun',
      person: { ...own, XDG_DATA_DIRS: '/usr/share/gnome:/usr/local/share/:/usr/share/' },
    },
    { kind: 'a person with an empty list', person: { ...own, PATH: '/usr/bin:/bin:' } },
  ])('is that of $kind', async ({ person }) => {
    const inside = await insideAppImage(person)
    expect(inside['LD_LIBRARY_PATH']).toContain('.mount_strong/usr/lib')
    expect(comparable(withoutAppImage(inside))).toEqual(person)
    expect(comparable(serverEnvironment(inside))).toEqual(person)
  })

  it('covers everything that AppRun exports', () => {
    expect(appRunExports('strongroom').toSorted()).toEqual([
      'GSETTINGS_SCHEMA_DIR',
      'LD_LIBRARY_PATH',
      'PATH',
      'XDG_DATA_DIRS',
    ])
  })

  it('is unchanged outside an AppImage', () => {
    const person = {
      ...own,
      LD_LIBRARY_PATH: '/opt/lib',
      XDG_DATA_DIRS: '/usr/share/gnome:/usr/local/share/:/usr/share/',
    }
    expect(withoutAppImage(person)).toBe(person)
  })
})
