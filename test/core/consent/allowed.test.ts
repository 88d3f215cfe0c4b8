/** Programs and files of kubeconfigs that a person allowed: exactly those, and no others. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createAllowed, type Allowed, type Need } from '../../../electron/core/consent/allowed.ts'
import type { SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { openStore } from '../custody/sealedStores.ts'

const program = {
  kind: 'program',
  program: '/usr/bin/aws',
  arguments: ['eks', 'get token'],
  variables: [{ name: 'AWS_PROFILE', value: 'prod' }],
  folder: '/home/ann/.kube',
  destination: 'https://api.example',
} as const satisfies Need
const files = {
  kind: 'files',
  files: [
    { use: 'certificate', path: '/pki/client.pem' },
    { use: 'key', path: '/pki/client.key' },
  ],
  kubeconfig: '/home/ann/.kube/config',
  destination: 'https://api.example',
} as const satisfies Need

/** Needs that differ from `program` or `files` in one thing that a person must decide about. */
const others: readonly Need[] = [
  { ...program, program: '/tmp/aws' },
  { ...program, arguments: ['eks'] },
  { ...program, arguments: ['eks', 'get', 'token'] },
  { ...program, arguments: ['get token', 'eks'] },
  { ...program, variables: [] },
  { ...program, variables: [{ name: 'AWS_PROFILE', value: 'test' }] },
  { ...program, variables: [{ name: 'LD_PRELOAD', value: 'prod' }] },
  { ...program, folder: '/tmp' },
  { ...program, destination: 'https://elsewhere.example' },
  { ...files, files: files.files.slice(0, 1) },
  { ...files, files: files.files.toReversed() },
  { ...files, files: [{ use: 'token', path: '/pki/client.pem' }, files.files[1]] },
  { ...files, files: [files.files[0], { use: 'key', path: '/home/ann/.ssh/id' }] },
  { ...files, kubeconfig: '/tmp/config' },
  { ...files, destination: 'https://elsewhere.example' },
]

let store: SealedStore
let allowed: Allowed
beforeEach(async () => {
  store = (await openStore()).store
  allowed = createAllowed(store)
})
const allows = async (need: Need) => (await allowed.check())(need)

describe('@boundary what a person allowed', () => {
  it.each<Need>([program, files])('is that $kind, and nothing that differs from it', async (need) => {
    expect(await allows(need)).toBe(false)
    await allowed.remember(need)
    expect(await allows(structuredClone(need))).toBe(true)
    for (const other of [...others, need.kind === 'program' ? files : program]) expect(await allows(other)).toBe(false)
  })

  it('is still allowed in the next run, and no longer after it is forgotten', async () => {
    await allowed.remember(program)
    await allowed.remember(files)
    const [first, second] = await allowed.list()
    allowed = createAllowed(store)
    expect([await allows(program), await allows(files)]).toEqual([true, true])
    await allowed.forget(first?.id ?? '')
    expect([await allows(program), await allows(files)]).toEqual([false, true])
    expect(await allowed.list()).toEqual([second])
    await allowed.forgetAll()
    expect(await allows(files)).toBe(false)
  })

  it('leaves nothing in the store when the last one is forgotten', async () => {
    await allowed.remember(program)
    expect(await store.names('')).toHaveLength(1)
    await allowed.forget((await allowed.list())[0]?.id ?? '')
    expect(await store.names('')).toEqual([])
  })

  it('is listed as it was shown to the person', async () => {
    await allowed.remember(program)
    await allowed.remember(files)
    const item = { id: expect.any(String) as string, allowedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string }
    expect(await allowed.list()).toEqual([
      {
        ...item,
        kind: 'program',
        what: ["/usr/bin/aws eks 'get token'"],
        place: '/home/ann/.kube',
        destination: 'https://api.example',
      },
      {
        ...item,
        kind: 'files',
        what: ['/pki/client.pem', '/pki/client.key'],
        place: '/home/ann/.kube/config',
        destination: 'https://api.example',
      },
    ])
  })

  it('is kept once, however often it is allowed, and moves to the end', async () => {
    await allowed.remember(program)
    await allowed.remember(files)
    await allowed.remember(program)
    expect((await allowed.list()).map(({ kind }) => kind)).toEqual(['files', 'program'])
  })

  it('is remembered for two needs at the same time', async () => {
    await Promise.all(others.map((need) => allowed.remember(need)))
    const check = await allowed.check()
    expect(others.filter((need) => !check(need))).toEqual([])
  })

  it('is limited to 500 entries: the oldest requires consent again', async () => {
    const entries = Array.from({ length: 500 }, (_, index) => ({
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      allowedAt: '2026-01-01T00:00:00Z',
      need: { ...program, arguments: [String(index)] },
    }))
    await store.write('allowed', JSON.stringify({ version: 1, entries }))
    expect(await allows({ ...program, arguments: ['0'] })).toBe(true)
    await allowed.remember(files)
    expect([
      await allows({ ...program, arguments: ['0'] }),
      await allows({ ...program, arguments: ['1'] }),
      await allows(files),
      (await allowed.list()).length,
    ]).toEqual([false, true, true, 500])
  })

  it.each([
    'no JSON',
    '{"version":2,"entries":[]}',
    '{"version":1,"entries":[{"id":"x"}]}',
    `{"version":1,"entries":[{"id":"00000000-0000-4000-8000-000000000000","allowedAt":"","need":{"kind":"files","files":[{"use":"any","path":""}],"kubeconfig":"","destination":""}}]}`,
  ])('allows nothing if the record cannot be read: %s', async (content) => {
    await store.write('allowed', content)
    const failure = { code: 'file-unreadable' }
    await expect(allowed.check()).rejects.toMatchObject(failure)
    await expect(allowed.list()).rejects.toMatchObject(failure)
    await expect(allowed.remember(program)).rejects.toMatchObject(failure)
    expect(await store.read('allowed')).toBe(content)
    await allowed.forgetAll()
    await allowed.remember(program)
    expect(await allows(program)).toBe(true)
  })

  it('is not readable while the app is locked', async () => {
    await allowed.remember(program)
    store.lock()
    await expect(allowed.check()).rejects.toMatchObject({ code: 'locked' })
    await expect(allowed.remember(files)).rejects.toMatchObject({ code: 'locked' })
  })
})
