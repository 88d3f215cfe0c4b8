/**
 * A server that answers its initialization not with new keys but with content that an attacker wants in a file or on a
 * screen.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { codeOf, draftOf, startCore, unsealOwnNode, value, type TestCore } from '../../features/startCore.ts'

const command = '$(touch /tmp/owned)\n`id`;"'
const share = Buffer.alloc(33, 7)
const honest = {
  keys: [share.toString('hex')],
  keys_base64: [share.toString('base64')],
  root_token: 'hvs.CAESIJ_ab-cd.ef',
}
const passphrase = 'a passphrase of a test'

let server: Server
let address: string
let answer: string
let test: TestCore
let profileId: string
let saved: string | undefined

beforeEach(async () => {
  server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    if (request.method === 'PUT') response.end(answer)
    else response.end(JSON.stringify({ initialized: false, sealed: true, type: 'shamir', t: 0, n: 0, progress: 0 }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  saved = undefined
  test = await startCore({
    deps: {
      saveFile: async (name, content) => {
        saved = String(content)
        return name
      },
    },
  })
  profileId = (await value(test.client.connections.add({ profile: draftOf(address) }))).id
})
afterEach(async () => {
  await test.stop()
  server.closeAllConnections()
  server.close()
})

const intoFile = async (path: string) =>
  test.client.server.initialize({
    profileId,
    shares: 1,
    threshold: 1,
    keepIn: { how: 'file', handle: await test.handleOf('keys', path) },
  })
async function sealed() {
  await value(test.client.app.keepInPassphraseFile({ passphrase }))
  return value(test.client.server.initialize({ profileId, shares: 1, threshold: 1 }))
}

/** Answers of which no part may be written to a file as plain text. */
const hostile: readonly (readonly [string, unknown])[] = [
  ['a root token that is a command', { ...honest, root_token: command }],
  ['a share that is a command', { ...honest, keys_base64: [command] }],
  ['a share in hex that is a command', { ...honest, keys: [command] }],
  ['a share that is a path', { ...honest, keys_base64: ['/tmp/evil -x'] }],
  ['more shares than were asked for', { ...honest, keys_base64: Array(3).fill(honest.keys_base64[0]) }],
  ['a list of forms that differ in number', { ...honest, keys: [] }],
  ['no shares at all', { root_token: honest.root_token }],
  ['an object where a token is expected', { ...honest, root_token: { $: command } }],
  ['a list', [command]],
]

describe('the answer of a hostile server', () => {
  it.each(hostile)('is written to no plain text file: %s', async (_what, body) => {
    answer = JSON.stringify(body)
    const path = join(test.folder, 'bash_profile')
    const ceremony = await value(intoFile(path))
    await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(ceremony.places).toEqual([])
    expect(ceremony.found).toContain('answer')
  })

  it('is written to a file only as the fields of new keys, in their alphabets', async () => {
    answer = JSON.stringify({ ...honest, extra: command })
    const path = join(test.folder, 'cluster-keys.json')
    expect(await value(intoFile(path))).toMatchObject({ found: null, places: [{ way: 'file' }, { way: 'file' }] })
    const content = await readFile(path, 'utf8')
    expect(JSON.parse(content)).toMatchObject({ unseal_keys_b64: honest.keys_base64, root_token: honest.root_token })
    expect(content).not.toContain('owned')
  })

  it('is sealed as received, shown item by item, and exported escaped only after confirmation', async () => {
    answer = JSON.stringify({ ...honest, root_token: command })
    const { id: ceremonyId, found, sealedOnDisk } = await sealed()
    expect({ found, sealedOnDisk }).toEqual({ found: [1, 'root-token', 'answer'], sealedOnDisk: true })
    const reveal = async (item: 1 | 'root-token' | 'answer') =>
      (await value(test.client.server.revealCeremonyItem({ ceremonyId, item }))).value
    expect(await reveal(1)).toBe(honest.keys_base64[0])
    expect(await reveal('root-token')).toBe('\\u0024(touch /tmp/owned)\\n\\u0060id\\u0060;\\"')
    // The displayed text is lossless: parsing it returns what was received.
    expect(JSON.parse(`"${await reveal('answer')}"`)).toBe(answer)

    expect(await codeOf(test.client.server.exportCeremony({ ceremonyId }))).toBe('confirmation-needed')
    expect(await codeOf(test.client.server.saveCeremonyItem({ ceremonyId, item: 'root-token' }))).toBe('unsupported')
    const keep = { ceremonyId, shares: [1], rootToken: true }
    expect(await codeOf(test.client.server.keepCeremony(keep))).toBe('unsupported')
    expect(await codeOf(unsealOwnNode(test.client, profileId, { by: 'ceremony', ceremonyId }))).toBe('unsupported')
    expect(saved).toBeUndefined()

    await value(test.client.server.exportCeremony({ ceremonyId, escaped: true }))
    expect(saved).toMatch(/^(?:# [ -~]*\n)+$/)
    expect(saved).not.toMatch(/[$`<>&]/)
    await value(test.client.server.finishCeremony({ ceremonyId, signIn: false }))
    expect(await value(test.client.server.ceremony({ profileId }))).toBeNull()
  })

  it('is kept even if it is not JSON, until the person discards it', async () => {
    for (const text of ['<html>oops</html>', '{"keys":["ab', '\u0000\u202e']) {
      answer = text
      const ceremony = await value(
        test.client.server.initialize({ profileId, shares: 1, threshold: 1, keepIn: { how: 'memory' } }),
      )
      expect(ceremony.found).toEqual(['answer'])
      const ceremonyId = ceremony.id
      const shown = (await value(test.client.server.revealCeremonyItem({ ceremonyId, item: 'answer' }))).value
      expect(JSON.parse(`"${shown}"`)).toBe(text)
      expect(await codeOf(test.client.server.finishCeremony({ ceremonyId, signIn: true }))).toBe('confirmation-needed')
      await value(test.client.server.finishCeremony({ ceremonyId, signIn: true, acceptLoss: true }))
    }
  })

  it('is available again after a restart', async () => {
    answer = JSON.stringify({ ...honest, root_token: command })
    const before = await sealed()
    await test.core.close()
    const again = await startCore({ folder: test.folder })
    await value(again.client.app.unlock({ passphrase }))
    expect(await value(again.client.server.ceremony({ profileId }))).toEqual(before)
    await again.stop()
  })
})
