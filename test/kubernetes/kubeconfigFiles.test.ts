/** The path of a kubeconfig: only a regular file is read, because a device or pipe might never end. */
import { execFileSync } from 'node:child_process'
import { mkdir, open, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../electron/contract/limits.ts'
import { loadFiles, usualFiles } from '../../electron/kubernetes/kubeconfig.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'

let folder: string
const at = (name: string) => join(folder, name)
beforeAll(async () => {
  folder = await temporaryFolder('kubeconfig-files')
  await writeFile(at('plain'), 'contexts: [{ name: a, context: {} }]')
  await writeFile(at('empty'), '')
  await writeFile(at('large'), '')
  await truncate(at('large'), limits.kubeconfig + 1)
  await mkdir(at('folder'))
  execFileSync('mkfifo', [at('pipe')])
  await symlink('/dev/null', at('device'))
  await symlink(at('plain'), at('link'))
  await symlink(at('nowhere'), at('broken'))
})
afterAll(() => removeFolder(folder))

const options = { trustsFolder: true, isOurs: async () => false }
const statesOf = async (paths: readonly string[]) => (await loadFiles(paths, options)).files.map(({ state }) => state)

describe('@boundary a kubeconfig', () => {
  it.each([
    ['a file', 'plain', 'read'],
    ['a link to a file', 'link', 'read'],
    ['more than 4 MiB', 'large', 'too-large'],
    ['a folder', 'folder', 'unreadable'],
    // Both read like an empty file. Only their type shows that they are not files.
    ['a pipe that nobody writes to', 'pipe', 'unreadable'],
    ['a device', 'device', 'unreadable'],
    ['nothing', 'nowhere', 'missing'],
    ['a link to nothing', 'broken', 'missing'],
    ['below a file', 'plain/config', 'missing'],
  ])('that is %s: %s is %s', async (_what, name, state) => {
    expect(await statesOf([at(name)])).toEqual([state])
  })

  it('that is empty is read, and not mistaken for a device', async () => {
    expect(await statesOf([at('empty')])).toEqual(await statesOf([at('empty')]))
    expect(await statesOf([at('empty')])).not.toEqual(['unreadable'])
  })

  it('that never ends is not read', async () => {
    // The device is opened here first, so that a system without it fails this test instead of passing it.
    await (await open('/dev/zero')).close()
    expect(await statesOf(['/dev/zero'])).toEqual(['unreadable'])
  }, 10_000)

  it('that Strongroom wrote is not read, and the others are', async () => {
    const { files, contexts } = await loadFiles([at('link'), at('plain')], {
      trustsFolder: true,
      isOurs: async (path) => path === at('link'),
    })
    expect(files.map(({ state }) => state)).toEqual(['written-by-app', 'read'])
    expect([...contexts.keys()]).toEqual(['a'])
  })
})

describe('the default kubeconfigs', () => {
  it('are those of KUBECONFIG, each once, or the one in the home folder', () => {
    expect(usualFiles({ KUBECONFIG: '/a::/b:/a', HOME: '/home/ann' })).toEqual(['/a', '/b'])
    for (const KUBECONFIG of ['', ':', undefined]) {
      expect(usualFiles({ KUBECONFIG, HOME: '/home/ann' })).toEqual(['/home/ann/.kube/config'])
    }
  })
})
