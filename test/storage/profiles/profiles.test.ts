import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ProfileDraft } from '../../../electron/contract/connections.ts'
import { createLog } from '../../../electron/base/log/log.ts'
import { createProfiles } from '../../../electron/storage/profiles/profiles.ts'
import { createAuthority } from '../../servers/certificates.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'

const authority = await createAuthority()
const client = await authority.client()
const code = (code: string) => expect.objectContaining({ code })
const draft = (name: string, change: Partial<ProfileDraft> = {}): ProfileDraft => ({
  name,
  address: 'https://vault.example:8200',
  namespace: 'team/a',
  stage: 'production',
  caPem: null,
  clientCertPem: null,
  tlsServerName: null,
  skipVerify: false,
  proxy: null,
  ...change,
})

let folder: string
let file: string
const open = () => createProfiles({ file, log: createLog(null) })
async function withNames(...names: string[]) {
  const profiles = await open()
  for (const name of names) await profiles.add(draft(name))
  return profiles
}
const namesOf = (list: readonly { name: string }[]) => list.map(({ name }) => name)

beforeEach(async () => {
  folder = await temporaryFolder('profiles')
  file = join(folder, 'connections.json')
})

describe('connections', () => {
  it('are kept after a restart, in the order in which they were added', async () => {
    const profiles = await withNames('one', 'two', 'three')
    const before = await profiles.list()
    expect(namesOf(before)).toEqual(['one', 'two', 'three'])
    expect(await (await open()).list()).toEqual(before)
  })

  it('get an ID each, by which they are found', async () => {
    const profiles = await open()
    const [one, other] = [await profiles.add(draft('same')), await profiles.add(draft('same'))]
    expect(one.id).not.toBe(other.id)
    expect(await profiles.get(other.id)).toEqual(other)
    expect(one).toEqual({ id: one.id, practice: false, ...draft('same') })
  })

  it('are updated as a whole, and keep their ID', async () => {
    const profiles = await open()
    const { id } = await profiles.add(draft('practice'), { practice: true })
    await profiles.rememberSignIn(id, { method: 'userpass', mount: 'userpass/', username: 'ann' })
    const changed = await profiles.update(id, draft('renamed', { namespace: '', tlsServerName: '', proxy: null }))
    expect(changed).toEqual({ id, practice: true, ...draft('renamed', { namespace: '' }) })
    expect(await profiles.lastSignIn(id)).toEqual({ method: 'userpass', mount: 'userpass/', username: 'ann' })
  })

  it('are gone once removed', async () => {
    const profiles = await withNames('one', 'two')
    const [one] = await profiles.list()
    const id = one?.id ?? ''
    await profiles.remove(id)
    expect(namesOf(await (await open()).list())).toEqual(['two'])
    for (const ask of [
      () => profiles.get(id),
      () => profiles.update(id, draft('again')),
      () => profiles.remove(id),
      () => profiles.lastSignIn(id),
      () => profiles.rememberSignIn(id, { method: 'token', mount: '', username: '' }),
      () => profiles.typedMounts(id),
      () => profiles.addTypedMount(id, { path: 'kv/', kvVersion: 2 }),
      () => profiles.removeTypedMount(id, 'kv/'),
    ]) {
      await expect(ask()).rejects.toEqual(code('not-found'))
    }
  })

  it('accept any new order; omitted ones follow in their own order', async () => {
    const profiles = await withNames('0', '1', '2', '3', '4')
    const ids = new Map((await profiles.list()).map(({ id, name }) => [name, id]))
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 0, max: 4 })), async (wanted) => {
        const before = namesOf(await profiles.list())
        const first = wanted.map(String)
        const after = namesOf(await profiles.reorder(first.map((name) => ids.get(name) ?? '')))
        expect(after).toEqual([...first, ...before.filter((name) => !first.includes(name))])
      }),
      { numRuns: 40 },
    )
    await profiles.reorder(['00000000-0000-4000-8000-000000000000'])
    expect(await profiles.list()).toHaveLength(5)
  })

  it('remember the last sign-in method, and no credential that is passed along', async () => {
    const profiles = await withNames('one')
    const [one] = await profiles.list()
    const id = one?.id ?? ''
    expect(await profiles.lastSignIn(id)).toBeNull()
    const choice = { method: 'ldap' as const, mount: 'ldap/', username: 'ann', password: 'a secret password' }
    await profiles.rememberSignIn(id, choice)
    expect(await (await open()).lastSignIn(id)).toEqual({ method: 'ldap', mount: 'ldap/', username: 'ann' })
    expect(await readFile(file, 'utf8')).not.toContain('a secret password')
  })

  it('remember typed mounts, once each', async () => {
    const profiles = await withNames('one')
    const [one] = await profiles.list()
    const id = one?.id ?? ''
    await profiles.addTypedMount(id, { path: 'team/kv/', kvVersion: 1 })
    await profiles.addTypedMount(id, { path: 'other/', kvVersion: 2 })
    await profiles.addTypedMount(id, { path: 'team/kv/', kvVersion: 2 })
    expect(await (await open()).typedMounts(id)).toEqual([
      { path: 'other/', kvVersion: 2 },
      { path: 'team/kv/', kvVersion: 2 },
    ])
    await profiles.removeTypedMount(id, 'other/')
    expect(await profiles.typedMounts(id)).toEqual([{ path: 'team/kv/', kvVersion: 2 }])
  })
})

describe('a connection’s certificates', () => {
  it('are kept without the text around them', async () => {
    const profiles = await open()
    const text = `Our CA, ask Ann\n${authority.certPem}\n\n${client.certPem}`
    const { caPem } = await profiles.add(draft('one', { caPem: text }))
    expect(caPem).not.toContain('Ann')
    expect(caPem?.match(/BEGIN CERTIFICATE/g)?.length).toBeGreaterThan(1)
  })

  it('must be certificates', async () => {
    const profiles = await open()
    for (const text of ['not PEM', authority.certPem.slice(0, -40), authority.certPem.replace(/[A-Z]{3}/, '###')]) {
      await expect(profiles.add(draft('one', { caPem: text }))).rejects.toEqual(code('certificate-invalid'))
      await expect(profiles.add(draft('one', { clientCertPem: text }))).rejects.toEqual(code('certificate-invalid'))
    }
    expect(await profiles.list()).toEqual([])
  })

  it('cannot bring a private key into the file, in any field', async () => {
    const profiles = await open()
    const both = client.certPem + client.keyPem
    await expect(profiles.add(draft('one', { clientCertPem: both }))).rejects.toEqual(code('certificate-invalid'))
    await profiles.add(draft('two', { clientCertPem: client.certPem, clientKeyPem: client.keyPem }))
    expect(await readFile(file, 'utf8')).not.toContain('PRIVATE KEY')
  })
})

describe('the file of the connections', () => {
  it('is set aside, not overwritten, if it cannot be read', async () => {
    await writeFile(file, '{"version":1,"profiles":[{"id":"../../x"}]}')
    const profiles = await open()
    expect(await profiles.list()).toEqual([])
    expect(profiles.problems()).toEqual(['connections.json is damaged.'])
    await profiles.add(draft('one'))
    expect(profiles.problems()).toEqual([])
    const aside = (await readdir(folder)).find((name) => name.startsWith('connections.json.unreadable-'))
    expect(await readFile(join(folder, aside ?? ''), 'utf8')).toBe('{"version":1,"profiles":[{"id":"../../x"}]}')
  })

  it('is left unchanged if a newer version wrote it', async () => {
    await writeFile(file, '{"version":9,"profiles":[]}')
    const profiles = await open()
    expect(profiles.problems()).toEqual([expect.stringContaining('newer version')])
    await expect(profiles.add(draft('one'))).rejects.toEqual(code('file-unreadable'))
    expect(await readFile(file, 'utf8')).toBe('{"version":9,"profiles":[]}')
  })

  it('is rejected if it contains one connection twice', async () => {
    await withNames('one')
    const { profiles } = JSON.parse(await readFile(file, 'utf8')) as { profiles: unknown[] }
    await writeFile(file, JSON.stringify({ version: 1, profiles: [...profiles, ...profiles] }))
    expect((await open()).problems()).toHaveLength(1)
  })

  it('never results in an invalid connection, for any content', async () => {
    await withNames('one')
    const [valid] = (JSON.parse(await readFile(file, 'utf8')) as { profiles: Record<string, unknown>[] }).profiles
    let listed = 0
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(valid ?? {})), fc.jsonValue(), async (field, value) => {
        await writeFile(file, JSON.stringify({ version: 1, profiles: [{ ...valid, [field]: value }] }))
        for (const profile of await (await open()).list()) {
          listed += 1
          expect(typeof profile.name).toBe('string')
          expect(profile.id).toMatch(/^[0-9a-f-]{36}$/i)
          expect(['http:', 'https:']).toContain(new URL(profile.address).protocol)
        }
      }),
      {
        numRuns: 80,
        examples: [
          ['name', 'another name'],
          ['address', 'https://vault.example'],
        ],
      },
    )
    expect(listed).toBeGreaterThanOrEqual(2)
  })
})
