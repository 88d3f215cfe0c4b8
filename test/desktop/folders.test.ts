import { userInfo } from 'node:os'
import { describe, expect, it } from 'vitest'
import { foldersFor } from '../../electron/base/system/folders.ts'

const linux = { platform: 'linux', home: '/home/ann' } as const

describe('the folders', () => {
  it('follow the XDG Base Directory Specification on Linux', () => {
    expect(foldersFor({}, linux)).toEqual({
      config: '/home/ann/.config/strongroom',
      data: '/home/ann/.local/share/strongroom',
      cache: '/home/ann/.cache/strongroom',
    })
    const environment = { XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d', XDG_CACHE_HOME: '/e' }
    expect(foldersFor(environment, linux)).toEqual({
      config: '/c/strongroom',
      data: '/d/strongroom',
      cache: '/e/strongroom',
    })
  })

  it('ignore a relative XDG path, as the specification requires', () => {
    expect(foldersFor({ XDG_DATA_HOME: 'here' }, linux)).toEqual(foldersFor({}, linux))
  })

  it('refuse a relative STRONGROOM_HOME with one sentence, and ignore an empty one', () => {
    for (const STRONGROOM_HOME of ['.', 'here', '~/here']) {
      expect(() => foldersFor({ STRONGROOM_HOME }, linux)).toThrow(
        `STRONGROOM_HOME must be an absolute path, and "${STRONGROOM_HOME}" is not.`,
      )
    }
    expect(foldersFor({ STRONGROOM_HOME: '' }, linux)).toEqual(foldersFor({}, linux))
  })

  it.each(['', 'here'])('are in the home of the account if HOME is "%s"', (home) => {
    const before = process.env['HOME']
    try {
      process.env['HOME'] = home
      expect(foldersFor({})).toEqual(foldersFor({}, { platform: process.platform, home: userInfo().homedir }))
    } finally {
      process.env['HOME'] = before
    }
  })

  it('are in the library on macOS', () => {
    expect(foldersFor({ XDG_CACHE_HOME: '/e' }, { platform: 'darwin', home: '/Users/ann' })).toEqual({
      config: '/Users/ann/Library/Application Support/Strongroom/config',
      data: '/Users/ann/Library/Application Support/Strongroom/data',
      cache: '/Users/ann/Library/Caches/strongroom',
    })
  })

  it('are moved below STRONGROOM_HOME, except the cache', () => {
    expect(foldersFor({ STRONGROOM_HOME: '/tmp/one' }, linux)).toEqual({
      config: '/tmp/one/config',
      data: '/tmp/one/data',
      cache: '/home/ann/.cache/strongroom',
    })
  })
})
