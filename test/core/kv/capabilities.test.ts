/** A person's capabilities, queried from a real Vault. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createCapabilities } from '../../../electron/core/kv/capabilities.ts'
import { Failure } from '../../../electron/contract/failure.ts'
import type { VaultRequest } from '../../../electron/vault/transport.ts'
import { recordingProxy } from '../../servers/recordingProxy.ts'
import { startKvPeople, type KvPeople } from '../../features/kv/kvPeople.ts'
import { value } from '../../features/startCore.ts'

describe.each(['vault', 'openbao'] as const)('on %s', (product) => {
  let people: KvPeople
  beforeAll(async () => {
    people = await startKvPeople({ product })
  })
  afterAll(() => people.stop())

  const ask = async (profileId: string, ...paths: string[]) => {
    const answer = await value(people.test.client.kv.capabilities({ profileId, paths }))
    return answer.paths.map(({ capabilities }) => capabilities)
  }

  describe('the capabilities of a person', () => {
    it('are those of their policies, path by path, in the order of the request', async () => {
      const profileId = await people.person(`
      path "secret/data/app/*" { capabilities = ["read", "patch"] }
      path "secret/metadata/*" { capabilities = ["list"] }
      path "secret/data/app/closed" { capabilities = ["deny"] }
    `)
      expect(
        await ask(profileId, 'secret/data/app/a', 'secret/metadata/app/', 'secret/data/app/closed', 'other/data/a'),
      ).toEqual([['patch', 'read'], ['list'], [], []])
    })

    it('are all capabilities for root', async () => {
      const [can] = await ask(people.root, 'secret/data/a')
      expect(can).toEqual(expect.arrayContaining(['create', 'read', 'update', 'patch', 'delete', 'list', 'sudo']))
    })

    it('are requested for exactly the path, regardless of its characters', async () => {
      const profileId = await people.person(`
      path "secret/data/a,b" { capabilities = ["read"] }
      path "secret/data/한글 %2F" { capabilities = ["update"] }
      path "secret/data/ends " { capabilities = ["read"] }
    `)
      const asked = ['secret/data/a,b', 'secret/data/a', 'secret/data/한글 %2F', '__proto__', 'secret/data/ends ']
      // The server trims a trailing space, so that nothing is known of that path.
      expect(await ask(profileId, ...asked)).toEqual([['read'], [], ['update'], [], null])
    })

    it('are unknown if even the query is denied, which disables nothing', async () => {
      const profileId = await people.person('path "secret/data/a" { capabilities = ["read"] }', {
        withoutDefault: true,
      })
      expect(await ask(profileId, 'secret/data/a', 'secret/data/b')).toEqual([null, null])
    })

    it('are requested once for all queries within a moment, and cached until the next sign-in', async () => {
      const proxy = await recordingProxy(people.vault.port)
      onTestFinished(() => proxy.stop())
      const profileId = await people.person('path "secret/data/*" { capabilities = ["read"] }', { at: proxy.address })
      const asked = () => proxy.asked.filter((line) => line === 'POST /v1/sys/capabilities-self').length
      const before = asked()
      await Promise.all(Array.from({ length: 40 }, (_, index) => ask(profileId, `secret/data/${index % 20}`)))
      expect(asked() - before).toBe(1)
      await ask(profileId, 'secret/data/3', 'secret/data/7')
      expect(asked() - before).toBe(1)
      await ask(profileId, 'secret/data/new')
      expect(asked() - before).toBe(2)
    })
  })
})

describe('the batching of queries', () => {
  const answering = (answer: (paths: readonly string[]) => Record<string, string[]>) => {
    const asked: (readonly string[])[] = []
    return {
      asked,
      person: async () => ({
        request: async (request: VaultRequest) => {
          const { paths } = request.body as { paths: string[] }
          asked.push(paths)
          return { status: 200, body: { data: answer(paths) }, warnings: [], latencyMs: 1 }
        },
      }),
    }
  }
  const allRead = (paths: readonly string[]) => Object.fromEntries(paths.map((path) => [path, ['read']]))

  it('sends no more than 500 paths in a request', async () => {
    const { asked, person } = answering(allRead)
    const found = await createCapabilities(person).of(
      'p',
      Array.from({ length: 1201 }, (_, index) => `secret/${index}`),
    )
    expect(asked.map((paths) => paths.length)).toEqual([500, 500, 201])
    expect(found).toHaveLength(1201)
    expect(new Set(found.map((can) => can?.join()))).toEqual(new Set(['read']))
  })

  it('keeps no answer for the next person', async () => {
    let word = 'read'
    const { asked, person } = answering((paths) => Object.fromEntries(paths.map((path) => [path, [word]])))
    const capabilities = createCapabilities(person)
    const early = capabilities.of('p', ['a'])
    capabilities.forget('p')
    word = 'update'
    await early
    expect(await capabilities.of('p', ['a'])).toEqual([['update']])
    expect(await capabilities.may('p', 'a', 'update')).toBe(true)
    expect(asked).toHaveLength(2)
  })

  it('asks again after a failure, and leaves unknown what cannot be determined', async () => {
    let tries = 0
    const capabilities = createCapabilities(async () => {
      tries += 1
      throw new Failure('unreachable', 'away')
    })
    await expect(capabilities.of('p', ['a'])).rejects.toThrow('away')
    expect(await capabilities.may('p', 'a', 'read')).toBeUndefined()
    expect(tries).toBe(2)
  })
})
