/** The form of a mount's configuration: errors, automatic repairs and warnings before a save. */
import { describe, expect, it } from 'vitest'
import type { ReviewerLook } from '../../../electron/contract/kubernetes.ts'
import { checkApiAddress } from '../../../renderer/features/kubernetes/config/apiAddress.ts'
import {
  type ConfigForm,
  configProblems,
  formOf,
  repairedCa,
  reviewerRemarks,
} from '../../../renderer/features/kubernetes/config/configForm.ts'

const body = Buffer.alloc(120, 7).toString('base64')
const lines = body.match(/.{1,64}/g) ?? []
const pem = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n')
const key = pem.replaceAll('CERTIFICATE', 'PRIVATE KEY')

describe('the address of the API server', () => {
  it.each([
    'https://kubernetes.default.svc',
    'https://10.96.0.1:443',
    'https://[fd00::1]:6443',
    'https://k.example:6443/',
    ' https://k.example ',
  ])('%j is accepted', (text) => {
    expect(checkApiAddress(text, 'https://vault.example:8200')).toEqual({ problem: null, fix: null, remark: null })
  })

  it.each([
    ['10.96.0.1:443', 'host-scheme', 'https://10.96.0.1:443'],
    ['kubernetes.default.svc', 'host-scheme', 'https://kubernetes.default.svc'],
    ['kubernetes.default.svc/api', 'host-scheme', 'https://kubernetes.default.svc'],
    ['localhost:6443', 'host-scheme', 'https://localhost:6443'],
    ['tcp://10.96.0.1:443', 'host-scheme', 'https://10.96.0.1:443'],
    ['fd00::1', 'host-scheme', 'https://[fd00::1]'],
    ['[fd00::1]:6443', 'host-scheme', 'https://[fd00::1]:6443'],
    ['https//k.example', 'host-scheme', null],
    ['https:/k.example', 'host-scheme', null],
    ['https://fd00::1', 'host-ipv6', 'https://[fd00::1]'],
    ['https://k.example:99999', 'host-port', null],
    ['https://k.example:port', 'host-port', null],
    ['https://k.example:', 'host-port', null],
    ['https://k.example:0', 'host-port', null],
    ['https://k.example:6443/api/v1', 'host-path', 'https://k.example:6443'],
    ['https://k.example/version', 'host-path', 'https://k.example'],
    ['https://me:word@k.example', 'host-illegal', null],
    ['https://k.example?x=1', 'host-illegal', null],
    ['https://k example', 'host-illegal', null],
    ['https://<API_SERVER>:6443', 'host-placeholder', null],
    ['https://${KUBERNETES_HOST}', 'host-placeholder', null],
    ['https://Vault.example:8200/', 'host-vault', null],
    ['', 'host-needed', null],
  ] as const)('%j is refused: %s, with the fix %s', (text, problem, fix) => {
    expect(checkApiAddress(text, 'https://vault.example:8200')).toEqual({ problem, fix, remark: null })
  })

  it('can have the path of a gateway or no encryption, with a warning', () => {
    expect(checkApiAddress('https://rancher.example/k8s/clusters/c-1', null)).toMatchObject({
      problem: null,
      remark: 'path',
    })
    expect(checkApiAddress('http://127.0.0.1:8001', null)).toMatchObject({ problem: null, remark: 'plain' })
  })
})

const state = { config: null, reviewerSet: false, kept: null, authorities: [] }
const formWith = (config: Partial<ConfigForm['config']>): ConfigForm => {
  const form = formOf(state, 'vault')
  return { ...form, reviewer: 'given', config: { ...form.config, ...config } }
}
const look = (kind: ReviewerLook['kind'], expiresAt: string | null = null): ReviewerLook => ({
  kind,
  account: '',
  expiresAt,
  tidied: [],
})
const problemsOf = (config: Partial<ConfigForm['config']>, kind: ReviewerLook['kind'] = 'service-account') => [
  ...configProblems(formWith(config), 'jwt', state, 'vault', { look: look(kind), vaultAddress: null }),
]

describe('the CA', () => {
  it.each([
    ['indented', pem.replaceAll(/^/gm, '    ')],
    ['on one line', pem.replaceAll('\n', ' ')],
    ['with line breaks as two characters', pem.replaceAll('\n', String.raw`\n`)],
    ['in quotes', `"${pem}"`],
    ['of Windows', pem.replaceAll('\n', '\r\n')],
    ['under another label', pem.replaceAll('CERTIFICATE', 'X509 CERTIFICATE')],
    ['with words around', `issuer=CN = made up\n${pem}\nthe end`],
  ])('%s is repaired before the save', (_what, text) => {
    expect(problemsOf({ caPem: text })).toEqual([])
    expect(repairedCa(text)).toBe(pem)
  })

  it.each([
    ['ca-holds-key', `${pem}\n${key}`],
    ['ca-holds-key', key.replaceAll('\n', String.raw`\n`)],
    ['ca-not-pem', 'a text'],
    ['ca-broken-off', pem.slice(0, 90)],
    ['ca-request', pem.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST')],
    ['ca-no-certificate', pem.replaceAll('CERTIFICATE', 'PUBLIC KEY')],
    ['ca-pkcs7', pem.replaceAll('CERTIFICATE', 'PKCS7')],
  ])('%s is refused', (problem, caPem) => {
    expect(problemsOf({ caPem })).toEqual([problem])
  })

  it('can’t be a private key among the public keys either', () => {
    expect(problemsOf({ pemKeys: [pem, key] })).toEqual(['keys-hold-key'])
  })
})

describe('the reviewer JWT', () => {
  it.each(['placeholder', 'several', 'vault-token', 'unreadable'] as const)('%s is refused', (kind) => {
    expect(problemsOf({}, kind)).toEqual([`jwt-${kind}`])
    expect(reviewerRemarks(look(kind), 0)).toEqual([])
  })

  it.each(['opaque', 'other-jwt'] as const)('%s is accepted with a warning', (kind) => {
    expect(problemsOf({}, kind)).toEqual([])
    expect(reviewerRemarks(look(kind), 0)).toEqual([kind])
  })

  const now = Date.parse('2026-05-01T12:00:00Z')
  it.each([
    ['2026-05-01T11:59:00Z', 'ended'],
    ['2026-05-01T12:10:00Z', 'ends-in-minutes'],
    ['2026-05-01T14:00:00Z', 'ends-in-days'],
    ['2026-05-30T12:00:00Z', 'ends-in-days'],
    ['2026-06-01T12:00:00Z', 'expires'],
    ['2036-05-01T12:00:00Z', 'expires'],
  ])('that expires at %s has the warning %s', (expiresAt, remark) => {
    expect(reviewerRemarks(look('service-account', expiresAt), now)).toEqual([remark])
  })

  it('that never expires has no warning', () => {
    expect(reviewerRemarks(look('service-account'), now)).toEqual([])
  })
})
