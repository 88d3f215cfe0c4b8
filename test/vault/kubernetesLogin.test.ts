/** Which entity IDs reach a request's path, and the effect of an unreadable entity. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../electron/contract/failure.ts'
import { aliasOn } from '../../electron/vault/kubernetesLogin.ts'
import type { VaultSession } from '../../electron/vault/session.ts'

/** A session that records its requests. */
function session(
  answer: () => unknown = () => ({ data: { aliases: [{ name: 'shop/web', mount_path: 'auth/k8s/' }] } }),
) {
  const asked: string[] = []
  const of: VaultSession = {
    request: async ({ method, path }) => {
      asked.push(`${method} ${path}`)
      return { status: 200, body: answer(), warnings: [], latencyMs: 1 }
    },
  }
  return { of, asked }
}

describe('@boundary an entity ID that a server made up', () => {
  it.each([
    '',
    '.',
    '..',
    '../../secret/data/a',
    'a/b',
    'a?list=true',
    'a#b',
    'a%2fb',
    'a b',
    'a\nb',
    'a\n',
    'é',
    '한글',
    '٣',
    'a.b',
    'x'.repeat(101),
  ])('%j is never part of a path', async (id) => {
    const { of, asked } = session()
    expect(await aliasOn(of, id, 'k8s/')).toBeNull()
    expect(asked).toEqual([])
  })

  it('has only letters, digits, _ and - if it is part of a path', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.uuid()), async (id) => {
        const { of, asked } = session()
        await aliasOn(of, id, 'k8s/')
        const isPlain = id !== '' && id.length <= 100 && id.replaceAll(/[A-Za-z0-9_-]/g, '') === ''
        expect(asked).toEqual(isPlain ? [`GET identity/entity/id/${id}`] : [])
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the alias of an entity', () => {
  const id = 'b1d2c3a4-0000-4000-8000-000000000001'

  it('is that of the mount, and of no other mount', async () => {
    expect(await aliasOn(session().of, id, 'k8s/')).toBe('shop/web')
    expect(await aliasOn(session().of, id, 'k8')).toBeNull()
    expect(await aliasOn(session().of, 'x'.repeat(100), 'k8s/')).toBe('shop/web')
    expect(await aliasOn(session(() => ({ data: {} })).of, id, 'k8s/')).toBeNull()
  })

  it('is unknown if the server refuses it, and a canceled call stays canceled', async () => {
    const failing = (code: 'permission-denied' | 'canceled') =>
      session(() => {
        throw new Failure(code, 'no')
      }).of
    expect(await aliasOn(failing('permission-denied'), id, 'k8s/')).toBeNull()
    await expect(aliasOn(failing('canceled'), id, 'k8s/')).rejects.toMatchObject({ code: 'canceled' })
    const broken = session(() => {
      throw new TypeError('a fault of the app')
    })
    await expect(aliasOn(broken.of, id, 'k8s/')).rejects.toThrow('a fault of the app')
  })
})
