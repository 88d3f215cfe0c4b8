/** Addresses that the desktop shell opens in the person's browser. */
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openOutside } from '../../electron/desktop/openOutside.ts'
import { temporaryFolder } from '../servers/lifetime.ts'

const address = 'https://developer.hashicorp.com/vault/docs'

/** Electron's side, with the addresses that it was asked to open. */
function electron() {
  const opened: string[] = []
  return { opened, openExternal: async (url: string) => void opened.push(url) }
}

describe('an address', () => {
  it('is opened by Electron', async () => {
    const shell = electron()
    await openOutside(shell, { PATH: '/usr/bin' }, address)
    expect(shell.opened).toEqual([address])
  })

  it('is opened from the AppImage without its libraries', async () => {
    const folder = await temporaryFolder('xdg-open')
    const written = join(folder, 'written')
    await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\necho "$* $LD_LIBRARY_PATH" > ${written}\n`)
    await chmod(join(folder, 'xdg-open'), 0o755)
    const shell = electron()
    const environment = {
      APPDIR: '/tmp/.mount_x',
      LD_LIBRARY_PATH: '/tmp/.mount_x/usr/lib:/opt/own',
      PATH: `/tmp/.mount_x:${folder}:${process.env['PATH']}`,
    }
    await openOutside(shell, environment, address)
    await expect.poll(() => readFile(written, 'utf8').catch(() => '')).toBe(`${address} /opt/own\n`)
    expect(shell.opened).toEqual([])
  })

  it('is opened by Electron if the AppImage finds no xdg-open', async () => {
    const shell = electron()
    await openOutside(shell, { APPDIR: '/tmp/.mount_x', PATH: '/nowhere' }, address)
    expect(shell.opened).toEqual([address])
  })
})
