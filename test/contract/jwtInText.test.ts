/** JWTs as programs print them and people copy them. */
import { describe, expect, it } from 'vitest'
import { jwtInText } from '../../electron/contract/text/jwtInText.ts'
import type { Tidied } from '../../electron/contract/text/tidied.ts'
import { looseJwt } from '../kubernetes/tokens.ts'

const claims = { iss: 'https://kubernetes.default.svc', sub: 'system:serviceaccount:default:web', exp: 4_102_444_800 }
const token = looseJwt(
  { alg: 'RS256', kid: 'k' },
  { ...claims, 'kubernetes.io': { namespace: 'default', pad: 'x'.repeat(300) } },
)
const other = looseJwt({ alg: 'RS256' }, { sub: 'another' })
const folded = (between: string) => (token.match(/.{1,64}/g) ?? []).join(between)

describe('a JWT', () => {
  it.each<[string, string, Tidied[]]>([
    ['alone', token, []],
    ['with white space around', ` \n${token}\r\n`, []],
    ['folded', `${folded('\n')}\n`, ['white-space']],
    ['folded and indented', folded('\r\n    '), ['white-space']],
    ['in quotes', `'${token}'\n`, ['quotes']],
    ['in typographic quotes', `\u{201c}${token}\u{201d}`, ['quotes']],
    ['with characters without a width', `\u{200b}${token}\u{feff}`, ['invisible']],
    ['with the colors of a terminal', `\u{1b}[32m${token}\u{1b}[0m`, ['terminal-codes']],
    ['before the % of a prompt', `${token}%`, ['text-around']],
    ['behind Bearer', `Bearer ${token}`, ['white-space', 'label']],
    ['behind a header', `Authorization: Bearer ${token}`, ['white-space', 'label']],
    ['behind JWT=', `JWT=${token}`, ['label']],
    ['behind export', `export SA_TOKEN="${token}"`, ['white-space', 'label', 'text-around']],
    ['folded, behind JWT=', `JWT=${folded('\n')}`, ['white-space', 'label']],
    [
      'of kubectl describe secret',
      `Name:  web-token\nType:  kubernetes.io/service-account-token\n\nData\n====\nca.crt:  1099 bytes\ntoken:   ${token}\n`,
      ['text-around'],
    ],
    [
      'of a TokenRequest',
      JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', status: { token } }),
      ['text-around'],
    ],
    ['of a sign-in', JSON.stringify({ jwt: token, role: 'web' }, null, 2), ['text-around']],
    ['named twice', `${token}\n${token}`, ['text-around']],
    ['in base64', Buffer.from(token).toString('base64'), ['base64']],
    ['in base64 with a line break', `${Buffer.from(`${token}\n`).toString('base64')}\n`, ['base64']],
  ])('is found %s, which says what was left out', (_what, text, tidied) => {
    expect(jwtInText(text)).toEqual({ state: 'found', jwt: token, tidied })
  })

  it.each(['$TOKEN', '${SA_TOKEN}', '"${SA_TOKEN}"', '$(cat /run/sa/token)', '`cat token`', '{{ .Token }}', '<token>'])(
    'is missing in %s, which a shell or a template did not replace',
    (text) => {
      expect(jwtInText(text)).toEqual({ state: 'placeholder' })
    },
  )

  it('is not chosen from several candidates', () => {
    expect(jwtInText(`${token}\n${other}`)).toEqual({ state: 'several' })
  })

  it.each([
    '',
    'kubernetes.default.svc',
    'authentication.k8s.io/v1',
    'hvs.CAESIJ1234567890abcdef',
    'a.b.c',
    'e30.e30.x',
  ])('is not detected in %j', (text) => {
    expect(jwtInText(text)).toEqual({ state: 'none', text })
  })

  it('is looked for in a long text in time', () => {
    const text = 'a'.repeat(500_000)
    expect(jwtInText(text)).toEqual({ state: 'none', text })
  })
})
