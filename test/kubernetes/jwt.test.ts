import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readJwt } from '../../electron/kubernetes/jwt.ts'
import { fitsGlob } from '../../electron/contract/glob.ts'
import { looseJwt } from './tokens.ts'

const header = { alg: 'RS256', kid: 'k' }
const claims = {
  iss: 'https://kubernetes.default.svc.cluster.local',
  sub: 'system:serviceaccount:default:vault',
  aud: ['vault'],
  exp: 4_102_444_800,
  iat: 1_700_000_000,
  nbf: 1_700_000_000,
  'kubernetes.io': {
    namespace: 'default',
    node: { name: 'n1', uid: 'u1' },
    pod: { name: 'web-0', uid: 'u2' },
    serviceaccount: { name: 'vault', uid: 'u3' },
  },
}
const codes = (jwt: string) =>
  readJwt(jwt).problems.map(({ code, detail }) => (detail === '' ? code : `${code} ${detail}`))

describe('a JWT', () => {
  it('of a pod is decoded completely', () => {
    expect(readJwt(looseJwt(header, claims))).toEqual({
      problems: [],
      tidied: [],
      claims: {
        algorithm: 'RS256',
        keyId: 'k',
        issuer: claims.iss,
        subject: claims.sub,
        audiences: ['vault'],
        expiresAt: '2100-01-01T00:00:00.000Z',
        notBefore: '2023-11-14T22:13:20.000Z',
        issuedAt: '2023-11-14T22:13:20.000Z',
        namespace: 'default',
        serviceAccount: 'vault',
        serviceAccountUid: 'u3',
        pod: 'web-0',
        podUid: 'u2',
        node: 'n1',
        nodeUid: 'u1',
        secret: '',
        secretUid: '',
      },
    })
  })

  it('of the legacy kind, from a Secret, is read by its flat names', () => {
    const flat = {
      iss: 'kubernetes/serviceaccount',
      'kubernetes.io/serviceaccount/namespace': 'default',
      'kubernetes.io/serviceaccount/service-account.name': 'vault',
      'kubernetes.io/serviceaccount/service-account.uid': 'u3',
      'kubernetes.io/serviceaccount/secret.name': 'vault-token',
    }
    const read = readJwt(looseJwt(header, flat))
    expect(read.claims).toMatchObject({ namespace: 'default', serviceAccount: 'vault', secret: 'vault-token' })
    expect(read.problems).toEqual([{ code: 'no-expiry', detail: 'vault-token' }])
  })

  it('is accepted with white space and `Bearer` around it', () => {
    expect(readJwt(`  Bearer ${looseJwt(header, claims)}\n`).problems).toEqual([])
  })

  it.each([
    ['', 'empty'],
    [' \n', 'empty'],
    ['hvs.CAESIJlAbcdefghijklmnop', 'vault-token'],
    ['not a jwt', 'not-a-jwt'],
    ['a.b', 'not-a-jwt'],
    ['%%.%%.%%', 'not-a-jwt'],
    ['a.b.c.d.e', 'encrypted'],
    ['x'.repeat(1024 * 1024), 'too-long'],
    [`${Buffer.from('[1]').toString('base64url')}.e30.c2ln`, 'header-not-json'],
    [`${Buffer.from('{"alg":"RS256"}').toString('base64url')}.bm8.c2ln`, 'claims-not-json'],
    [`${Buffer.from('{"alg":"RS256"}').toString('base64url')}.a+b.c2ln`, 'not-base64'],
  ])('that is invalid is reported as such: %#', (text, code) => {
    expect(readJwt(text)).toEqual({ claims: null, problems: [{ code, detail: '' }], tidied: [] })
  })

  it('without a signature, or with an algorithm that the method refuses, is reported as such', () => {
    expect(codes(looseJwt({ alg: 'none' }, claims, ''))).toEqual(['unsigned none'])
    expect(codes(looseJwt({ alg: 'None' }, claims))).toEqual(['unsigned None'])
    expect(codes(looseJwt({ alg: 'HS256' }, claims))).toEqual(['algorithm HS256'])
  })

  it('with claims of wrong types names them, and the rest is read', () => {
    const odd = { ...claims, exp: 'tomorrow', aud: [1, 'vault'], 'kubernetes.io': { namespace: ['x'], pod: 'web' } }
    const read = readJwt(looseJwt(header, odd))
    expect(
      read.problems
        .filter(({ code }) => code === 'claim-type')
        .map(({ detail }) => detail)
        .sort(),
    ).toEqual(['aud', 'exp', 'kubernetes.io.namespace', 'kubernetes.io.pod'])
    expect(read.claims).toMatchObject({ subject: claims.sub, audiences: ['vault'], expiresAt: null })
    expect(codes(looseJwt(header, { sub: 'me', exp: 1 }))).toEqual(['not-a-service-account me'])
  })

  it('with any content is read or refused, and never throws an unexpected error', () => {
    fc.assert(
      fc.property(fc.object({ maxDepth: 4 }), fc.object({ maxDepth: 4 }), fc.string(), (head, body, end) => {
        expect(readJwt(looseJwt(head, body, end)).problems.length).toBeGreaterThan(0)
      }),
    )
    fc.assert(fc.property(fc.string(), (text) => readJwt(text).claims === null))
  })
})

describe('a name pattern', () => {
  it('matches as a regular expression would', () => {
    const part = fc.stringMatching(/^[ab*]{0,6}$/)
    fc.assert(
      fc.property(part, fc.stringMatching(/^[ab]{0,8}$/), (pattern, text) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text)
        expect(fitsGlob(pattern, text)).toBe(expected)
      }),
      { numRuns: 2000 },
    )
  })
})
