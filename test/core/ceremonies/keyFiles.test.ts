/** Files with new or stored keys, member by member, and the shares that are read from such files. */
import { describe, expect, it } from 'vitest'
import { clusterKeys, clusterKeysOfKept, itemFile, recoded } from '../../../electron/core/ceremonies/clusterKeys.ts'

const hex = ['aa', 'bb', 'cc']
const base64 = ['qg==', 'uw==', 'zA==']
const plain = {
  address: 'https://vault.example',
  keys: hex,
  keysBase64: base64,
  recoveryKeys: [],
  recoveryKeysBase64: [],
  rootToken: 'hvs.root',
  shares: 3,
  threshold: 2,
}
const recovery = { ...plain, keys: [], keysBase64: [], recoveryKeys: hex, recoveryKeysBase64: base64 }
const notFound = expect.objectContaining({ code: 'not-found' })
const read = (text: string): unknown => JSON.parse(text)

describe('cluster-keys.json', () => {
  it('has the unseal keys and the counts of the server', () => {
    expect(read(clusterKeys(plain))).toEqual({
      unseal_keys_b64: base64,
      unseal_keys_hex: hex,
      unseal_shares: 3,
      unseal_threshold: 2,
      recovery_keys_b64: [],
      recovery_keys_hex: [],
      recovery_keys_shares: 0,
      recovery_keys_threshold: 0,
      root_token: 'hvs.root',
    })
    expect(clusterKeys(plain).endsWith('}\n')).toBe(true)
  })

  it('has the recovery keys of an auto-unseal server', () => {
    expect(read(clusterKeys(recovery))).toEqual({
      unseal_keys_b64: [],
      unseal_keys_hex: [],
      unseal_shares: 1,
      unseal_threshold: 1,
      recovery_keys_b64: base64,
      recovery_keys_hex: hex,
      recovery_keys_shares: 3,
      recovery_keys_threshold: 2,
      root_token: 'hvs.root',
    })
  })

  it.each([
    ['unseal', { ...plain, keys: ['aa', '', 'cc'], keysBase64: ['qg==', '', 'zA=='] }],
    ['recovery', { ...recovery, recoveryKeys: ['aa', '', 'cc'], recoveryKeysBase64: ['qg==', '', 'zA=='] }],
  ])('omits a %s share that was handed over', (name, keys) => {
    const file = read(clusterKeys(keys)) as Record<string, unknown>
    expect([file[`${name}_keys_b64`], file[`${name}_keys_hex`]]).toEqual([
      ['qg==', 'zA=='],
      ['aa', 'cc'],
    ])
    expect(name === 'unseal' ? file['unseal_shares'] : file['recovery_keys_shares']).toBe(3)
  })

  it('has no shares at all if the server returned none', () => {
    const none = { ...plain, keys: [], keysBase64: [] }
    expect(read(clusterKeys(none))).toMatchObject({ unseal_shares: 3, unseal_threshold: 2, recovery_keys_shares: 0 })
  })
})

describe('the file of stored keys', () => {
  const shares = [
    { index: 1, share: 'qg==', keptAt: '', usedAt: null },
    { index: 3, share: 'zA==', keptAt: '', usedAt: null },
  ]

  it('has the shares that are stored here in both forms, and the counts of the server', () => {
    const keysOf = { shares: 3, threshold: 2, recovery: false }
    expect(read(clusterKeysOfKept({ shares, rootToken: 'hvs.root', keysOf }))).toMatchObject({
      unseal_keys_b64: ['qg==', 'zA=='],
      unseal_keys_hex: ['aa', 'cc'],
      unseal_shares: 3,
      unseal_threshold: 2,
      recovery_keys_b64: [],
      recovery_keys_hex: [],
      root_token: 'hvs.root',
    })
  })

  it('has recovery keys as recovery keys', () => {
    const keysOf = { shares: 5, threshold: 4, recovery: true }
    expect(read(clusterKeysOfKept({ shares, rootToken: null, keysOf }))).toEqual({
      unseal_keys_b64: [],
      unseal_keys_hex: [],
      unseal_shares: 1,
      unseal_threshold: 1,
      recovery_keys_b64: ['qg==', 'zA=='],
      recovery_keys_hex: ['aa', 'cc'],
      recovery_keys_shares: 5,
      recovery_keys_threshold: 4,
      root_token: '',
    })
  })

  it('counts the stored shares if the counts of the server are unknown', () => {
    expect(read(clusterKeysOfKept({ shares, rootToken: null, keysOf: null }))).toMatchObject({
      unseal_keys_b64: ['qg==', 'zA=='],
      unseal_shares: 2,
      unseal_threshold: 2,
    })
  })
})

it('A share has the same bytes in hex and in base64', () => {
  expect(recoded('qrs=', 'base64', 'hex')).toBe('aabb')
  expect(recoded('aabb', 'hex', 'base64')).toBe('qrs=')
})

describe('the file of one item', () => {
  it('names the server for the root token', () => {
    const { name, content } = itemFile(plain, 'root-token')
    expect([name, read(content)]).toEqual(['root-token.json', { server: plain.address, root_token: 'hvs.root' }])
    expect(content.endsWith('}\n')).toBe(true)
  })

  it.each([
    ['unseal-key-share-2-of-3.json', plain, 'unseal'],
    ['recovery-key-share-2-of-3.json', recovery, 'recovery'],
  ])('is %s', (name, keys, kind) => {
    const file = itemFile(keys, 2)
    expect([file.name, read(file.content)]).toEqual([
      name,
      {
        server: plain.address,
        share: 2,
        shares: 3,
        threshold: 2,
        [`${kind}_keys_b64`]: ['uw=='],
        [`${kind}_keys_hex`]: ['bb'],
      },
    ])
  })

  it('has only the forms that the server returned', () => {
    expect(read(itemFile({ ...plain, keys: ['aa'] }, 2).content)).toMatchObject({ unseal_keys_hex: [] })
    expect(read(itemFile({ ...recovery, recoveryKeys: [] }, 2).content)).toMatchObject({ recovery_keys_hex: [] })
  })

  it.each([
    ['was handed over', { ...plain, keysBase64: ['qg==', '', 'zA=='] }, 2],
    ['is beyond the last', plain, 4],
    ['was handed over as a recovery key', { ...recovery, recoveryKeysBase64: ['', 'uw==', 'zA=='] }, 1],
    ['is beyond the last recovery key', recovery, 4],
  ])('does not exist for a share that %s', (_what, keys, item) => {
    expect(() => itemFile(keys, item)).toThrow(notFound)
  })
})
