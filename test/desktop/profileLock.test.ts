/** The reason that the single-instance lock was not acquired, from the folder of the profile. */
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readProfileLock } from '../../electron/desktop/profileLock.ts'
import { temporaryFolder } from '../servers/lifetime.ts'

async function read(target: string | null, platform: NodeJS.Platform = 'linux') {
  const folder = await temporaryFolder('profile')
  if (target !== null) symlinkSync(target, join(folder, 'SingletonLock'))
  const found = readProfileLock(folder, platform)
  expect(readdirSync(folder)).toEqual(target === null ? [] : ['SingletonLock'])
  return found
}

describe('the lock on the profile', () => {
  it('belongs to a process of this computer', async () => {
    expect(await read(`${hostname()}-${process.pid}`)).toEqual({ state: 'running' })
  })

  it('can belong to another computer, whose name may contain hyphens', async () => {
    expect(await read('build-7.example.com-4711')).toEqual({
      state: 'elsewhere',
      host: 'build-7.example.com',
      pid: 4711,
    })
  })

  it('can belong to another computer, whose name is shortened to 300 characters', async () => {
    expect(await read(`${'x'.repeat(200)}.${'y'.repeat(200)}-1`)).toMatchObject({
      state: 'elsewhere',
      host: `${'x'.repeat(200)}.${'y'.repeat(99)}`,
    })
  })

  it.each([
    ['is not there', null],
    ['cannot be read', 'x'],
    ['belongs to a process that has ended', `${hostname()}-4194304`],
  ])('cannot be created if it %s', async (_how, target) => {
    expect(await read(target)).toEqual({ state: 'unlockable' })
  })

  it('is not a link on Windows, where a writable folder indicates another instance', async () => {
    expect(await read(null, 'win32')).toEqual({ state: 'running' })
  })

  it('is not searched for in a folder that is not writable', async () => {
    const folder = await temporaryFolder('profile')
    expect(() => readProfileLock(join(folder, 'missing'), 'linux')).toThrow(/ENOENT/)
    mkdirSync(join(folder, 'there'))
    expect(readProfileLock(join(folder, 'there'), 'linux')).toEqual({ state: 'unlockable' })
  })
})
