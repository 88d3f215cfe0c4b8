/** A connection's stored credentials, on a real server: listed, shown, limited by the share policy, and removed. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConsentAct, ConsentAnswer } from '../../../electron/core/consent/act.ts'
import type { Stage } from '../../../electron/contract/connections.ts'
import type { ConsentRequest } from '../../../electron/core/consent/consent.ts'
import { seal, unseal, vaultApi } from '../../servers/initialized.ts'
import { startVault, type TestVault } from '../../servers/vault.ts'
import { vaultCli } from '../../servers/vaultCli.ts'
import { allowed, codeOf, draftOf, startCore, unsealOwnNode, value, type TestCore } from '../startCore.ts'

const passphrase = 'a passphrase of a test'
let test: TestCore
/** The acts that needed consent so far, and the user's answers. */
const acts: ConsentAct[] = []
let answer: (request: ConsentRequest) => ConsentAnswer = allowed
const vaults: TestVault[] = []

beforeAll(async () => {
  const askConsent = async (request: ConsentRequest) => {
    acts.push(request.act)
    return answer(request)
  }
  test = await startCore({ deps: { askConsent } })
  await value(test.client.app.keepInPassphraseFile({ passphrase }))
})
afterAll(async () => {
  await test.stop()
  for (const vault of vaults) await vault.stop()
})

/** A server with three shares and a threshold of two, and its unfinished ceremony. */
async function ceremonyOf(name: string, stage: Stage = 'none') {
  const vault = await startVault({ storage: 'raft' })
  vaults.push(vault)
  const profile = { ...draftOf(vault.address, name), stage }
  const profileId = (await value(test.client.connections.add({ profile }))).id
  const ceremony = await value(test.client.server.initialize({ profileId, shares: 3, threshold: 2 }))
  const ceremonyId = ceremony.id
  const shareOf = async (item: number) =>
    (await value(test.client.server.revealCeremonyItem({ ceremonyId, item }))).value
  const held = async () => (await value(test.client.custody.held({}))).find((each) => each.profileId === profileId)
  return { vault, profileId, ceremonyId, shareOf, held }
}

/** Overwrites the stored credentials of a connection with something else. */
async function damage(profileId: string) {
  const folder = join(test.folder, 'data', 'sealed')
  const file = (await readdir(folder)).find((name) => name.startsWith(`entry-profile_3a${profileId}`)) ?? ''
  const damaged = Buffer.from('not a sealed file any more')
  await writeFile(join(folder, file), damaged)
  return { folder, file, damaged }
}

describe('the stored credentials of a connection', () => {
  it('are listed without values, shown after the passphrase, exported like the CLI does, and removed', async () => {
    const { vault, profileId, ceremonyId, shareOf, held } = await ceremonyOf('kind')
    const second = await shareOf(2)
    await value(test.client.server.keepCeremony({ ceremonyId, shares: [1, 2], rootToken: true }))
    const before = test.crossed.length
    expect(await held()).toMatchObject({
      token: null,
      rootToken: { keptAt: expect.any(String), usedAt: null },
      shares: [
        { index: 1, keptAt: expect.any(String), usedAt: null },
        { index: 2, keptAt: expect.any(String), usedAt: null },
      ],
      of: { shares: 3, threshold: 2 },
      ceremony: true,
      sharePolicy: 'practice',
      sharePolicyChosen: false,
    })
    expect(test.crossed.slice(before).join()).not.toContain(second)

    // An unlocked app is not enough to see one of them, nor is the passphrase sent by the page.
    const wrong = 'another passphrase'
    const show = () => test.client.custody.reveal({ profileId, item: 2, passphrase })
    answer = (request) => request.fields.length === 0 || { typed: [wrong] }
    expect(await codeOf(show())).toBe('passphrase-wrong')
    expect(await codeOf(test.client.custody.exportKeys({ profileId, passphrase }))).toBe('passphrase-wrong')
    answer = () => true
    expect(await codeOf(show())).toBe('consent-refused')
    answer = () => ({ typed: [] })
    expect(await codeOf(show())).toBe('consent-refused')
    answer = () => ({ typed: [wrong] })
    expect(await codeOf(show())).toBe('passphrase-wrong')
    // After three wrong guesses even the right passphrase must wait for the delay.
    answer = allowed
    expect(await codeOf(show())).toBe('too-many-guesses')
    await setTimeout(1100)
    const asked = acts.length
    expect(await value(test.client.custody.reveal({ profileId, item: 2, passphrase: wrong }))).toEqual({
      value: second,
    })
    expect(await codeOf(test.client.custody.reveal({ profileId, item: 3 }))).toBe('not-found')
    expect(acts.slice(asked)).toEqual([
      { kind: 'show-kept', connection: 'kind', address: vault.address, item: { share: 2 } },
    ])

    const saved = await value(test.client.custody.exportKeys({ profileId }))
    const keys = JSON.parse(saved.how === 'download' ? saved.content : '') as Record<string, unknown>
    expect(keys).toMatchObject({ unseal_shares: 3, unseal_threshold: 2, recovery_keys_b64: [] })
    for (const share of keys['unseal_keys_b64'] as string[]) {
      await vaultCli(vault, null, 'operator', 'unseal', share)
    }
    const rootToken = String(keys['root_token'])
    // The server accepts no token until it is active.
    await unseal(vault, { keys: [], threshold: 0 })
    await vaultApi(vault, 'GET', 'auth/token/lookup-self', { token: rootToken })

    await seal(vault, rootToken)
    await value(unsealOwnNode(test.client, profileId, { by: 'kept' }))
    expect((await held())?.shares[0]?.usedAt).toEqual(expect.any(String))

    await value(test.client.custody.remove({ profileId, item: 1 }))
    expect((await held())?.shares.map(({ index }) => index)).toEqual([2])
    await value(test.client.custody.remove({ profileId, item: 'root-token' }))
    expect((await held())?.rootToken).toBeNull()
    await value(test.client.custody.removeAll({}))
    expect((await held())?.shares).toEqual([])
    expect(await codeOf(test.client.custody.exportKeys({ profileId }))).toBe('not-found')
  })

  it('are limited by the share policy, whose change needs the typed name for a production connection', async () => {
    const { profileId, ceremonyId, shareOf, held } = await ceremonyOf('payments', 'production')
    const keep = (shares: number[], acknowledgedFor?: string) =>
      codeOf(
        test.client.server.keepCeremony({
          ceremonyId,
          shares,
          rootToken: false,
          ...(acknowledgedFor !== undefined && { acknowledgedFor }),
        }),
      )
    expect((await held())?.sharePolicy).toBe('mine')
    expect(await keep([1, 2])).toBe('rejected')
    expect(await keep([1])).toBe('ok')

    const setPolicy = (sharePolicy: 'practice' | 'none', acknowledgedFor?: string) =>
      codeOf(
        test.client.custody.setSharePolicy({
          profileId,
          sharePolicy,
          ...(acknowledgedFor !== undefined && { acknowledgedFor }),
        }),
      )
    expect(await setPolicy('practice')).toBe('confirmation-needed')
    expect(await setPolicy('practice', 'payment')).toBe('confirmation-needed')
    expect(await setPolicy('practice', 'payments')).toBe('ok')
    expect(await held()).toMatchObject({ sharePolicy: 'practice', sharePolicyChosen: true })

    // A share from elsewhere is limited by the same policy.
    const add = (share: string, index: number, acknowledgedFor?: string) =>
      codeOf(
        test.client.custody.addShare({
          profileId,
          share,
          index,
          ...(acknowledgedFor !== undefined && { acknowledgedFor }),
        }),
      )
    const hex = Buffer.from(await shareOf(2), 'base64').toString('hex')
    expect(await add('zz', 2, 'payments')).toBe('invalid-input')
    expect(await add(hex, 2)).toBe('confirmation-needed')
    expect(await add(await shareOf(1), 2, 'payments')).toBe('rejected')
    expect(await add(`Unseal Key 2: ${hex}\n`, 2, 'payments')).toBe('ok')
    expect(await value(test.client.custody.reveal({ profileId, item: 2 }))).toEqual({
      value: await shareOf(2),
    })
    expect(await keep([1, 2])).toBe('confirmation-needed')
    expect(await keep([1, 2], 'payments')).toBe('ok')
    expect(await setPolicy('none')).toBe('ok')
    expect(await add(await shareOf(3), 3, 'payments')).toBe('rejected')
    // A stricter policy removes nothing automatically.
    expect((await held())?.shares).toHaveLength(2)
    expect(await value(unsealOwnNode(test.client, profileId, { by: 'kept' }))).toMatchObject({ sealed: false })
  })

  it('stay within the share policy even if two windows store shares at the same time', async () => {
    const { profileId, shareOf, held } = await ceremonyOf('two windows', 'production')
    const shares = await Promise.all([shareOf(1), shareOf(2)])
    const add = (share: string, at: number) => codeOf(test.client.custody.addShare({ profileId, share, index: at + 1 }))
    expect((await Promise.all(shares.map(add))).sort()).toEqual(['ok', 'rejected'])
    expect((await held())?.shares).toHaveLength(1)
  })

  it('follow the last decision, and no concurrent change is lost', async () => {
    const { vault, profileId, held } = await ceremonyOf('deciding')
    const node = 'http://127.0.0.1:1'
    await Promise.all([
      value(test.client.custody.setSharePolicy({ profileId, sharePolicy: 'none' })),
      value(test.client.server.setNodes({ profileId, addresses: [node] })),
    ])
    expect((await held())?.sharePolicy).toBe('none')
    const outcomes = await value(test.client.server.resetNodes({ profileId }))
    expect(outcomes.map(({ address }) => address)).toEqual([vault.address, node])
  })

  it('are removed with everything, even if those of another connection can’t be read', async () => {
    const broken = await ceremonyOf('a broken one')
    const whole = await ceremonyOf('a whole one')
    for (const { ceremonyId } of [broken, whole])
      await value(test.client.server.keepCeremony({ ceremonyId, shares: [1], rootToken: true }))
    await damage(broken.profileId)
    expect(await codeOf(test.client.custody.removeAll({}))).toBe('file-unreadable')
    expect(await whole.held()).toMatchObject({ rootToken: null, shares: [] })
    await value(test.client.custody.putAside({ profileId: broken.profileId }))
  })

  it('go to no other server, and are not mixed with its keys', async () => {
    const { profileId, ceremonyId, shareOf } = await ceremonyOf('moved')
    await value(test.client.server.keepCeremony({ ceremonyId, shares: [1], rootToken: false }))
    const share = await shareOf(2)
    const elsewhere = draftOf(vaults[0]?.address ?? '', 'moved')
    await value(test.client.connections.update({ profileId, profile: elsewhere }))
    expect(await codeOf(test.client.custody.addShare({ profileId, share, index: 2 }))).toBe('rejected')
    expect(await codeOf(unsealOwnNode(test.client, profileId, { by: 'kept' }))).toBe('rejected')
  })

  it('that can’t be read are reported, stay, and are set aside only on request', async () => {
    const { profileId, ceremonyId, held } = await ceremonyOf('damaged')
    await value(test.client.server.keepCeremony({ ceremonyId, shares: [1], rootToken: false }))
    const { folder, file, damaged } = await damage(profileId)
    expect(await held()).toMatchObject({ shares: [], problem: expect.stringContaining('not a sealed file') })
    expect(await readFile(join(folder, file))).toEqual(damaged)
    const { files } = await value(test.client.custody.putAside({ profileId }))
    expect(files).toHaveLength(1)
    expect(await readFile(join(folder, files[0] ?? ''))).toEqual(damaged)
    const after = await held()
    expect(after).toMatchObject({ shares: [], ceremony: true })
    expect(after).not.toHaveProperty('problem')
    await value(test.client.server.keepCeremony({ ceremonyId, shares: [1], rootToken: false }))
    expect((await held())?.shares).toHaveLength(1)
    expect(await value(test.client.custody.putAside({ profileId }))).toEqual({ files: [] })
  })

  it('are not available while Strongroom is locked', async () => {
    await value(test.client.app.lock({}))
    expect(await codeOf(test.client.custody.held({}))).toBe('locked')
    expect(await codeOf(test.client.app.recover({ how: 'start-new' }))).toBe('unsupported')
    expect(await codeOf(test.client.app.recover({ how: 'without-keychain' }))).toBe('unsupported')
    await value(test.client.app.unlock({ passphrase }))
  })
})
