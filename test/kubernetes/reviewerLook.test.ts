/** Parsing the text that is entered as the JWT of a reviewer. */
import { describe, expect, it } from 'vitest'
import type { Tidied } from '../../electron/contract/text/tidied.ts'
import { lookAtReviewer } from '../../electron/kubernetes/reviewerLook.ts'

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwtOf = (claims: object) =>
  [part({ alg: 'RS256', kid: 'k' }), part(claims), Buffer.alloc(256, 9).toString('base64url')].join('.')
const account = { 'kubernetes.io': { namespace: 'vault', serviceaccount: { name: 'reviewer', uid: 'u' } } }
const jwt = jwtOf({ ...account, exp: 1_800_000_000 })
const known = { kind: 'service-account', account: 'vault/reviewer', expiresAt: '2027-01-15T08:00:00.000Z' }

describe('a reviewer', () => {
  it.each<[string, string, Tidied[]]>([
    ['alone', jwt, []],
    ['in quotes', `"${jwt}"`, ['quotes']],
    ['in lines', jwt.replaceAll(/.{64}/g, '$&\n'), ['white-space']],
    ['in the answer of a TokenRequest', JSON.stringify({ status: { token: jwt } }), ['text-around']],
    ['in base64, as a Secret has it', Buffer.from(jwt).toString('base64'), ['base64']],
  ])('that is a JWT of a service account %s is recognized with its expiration', (_what, text, tidied) => {
    expect(lookAtReviewer(text)).toEqual({ ...known, tidied })
  })

  it.each([
    ['other-jwt', jwtOf({ iss: 'https://issuer.example', sub: 'me' })],
    ['opaque', 'q7Zk-93hfQ2w_Lx8'],
    ['opaque', 'sha256~Jz4kY0fX9'],
    ['opaque', 'kubeconfig-u-abc123:4f8s9d7f6g5h'],
    ['placeholder', 'reviewer_service_account_jwt'],
    ['placeholder', '${SA_TOKEN}'],
    ['placeholder', '$(cat /run/secrets/token)'],
    ['placeholder', '<token>'],
    ['several', `${jwt}\n${jwtOf({ sub: 'another' })}`],
    ['vault-token', 'hvs.CAESIJlongEnoughToBeOne'],
    ['unreadable', jwt.slice(0, 80)],
    ['unreadable', jwt.slice(0, jwt.lastIndexOf('.') + 1)],
    ['unreadable', 'two words'],
    ['unreadable', 'sho!'],
  ])('is recognized as %s', (kind, text) => {
    expect(lookAtReviewer(text)).toMatchObject({ kind, account: '' })
  })
})
