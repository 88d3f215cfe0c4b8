import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { checkClientKey, readCertificates } from '../../../electron/base/tls/certificates.ts'
import { createAuthority, selfSigned } from '../../servers/certificates.ts'

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof Failure) return error.code
    throw error
  }
  return 'fine'
}

describe('PEM certificates', () => {
  it('are read in their order, with the data that a person needs to compare them', async () => {
    const root = await createAuthority('Root CA')
    const intermediate = await root.intermediate('Intermediate CA')
    const { certPem } = await intermediate.server({ name: 'vault.example', hosts: ['vault.example', '10.0.0.1'] })
    const facts = readCertificates(`# our server\n${certPem}\n# our root\n${root.certPem}`)
    expect(facts.map(({ subject }) => subject)).toEqual([
      'CN=vault.example',
      'CN=Intermediate CA, O=Strongroom tests',
      'CN=Root CA, O=Strongroom tests',
    ])
    expect(facts.map(({ selfSigned: own }) => own)).toEqual([false, false, true])
    expect(facts[0]).toMatchObject({
      issuer: 'CN=Intermediate CA, O=Strongroom tests',
      altNames: 'DNS:vault.example, IP Address:10.0.0.1',
    })
    expect(facts[0]?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
    expect(Date.parse(facts[0]?.validTo ?? '')).toBeGreaterThan(Date.now())
    expect(facts[2]?.fingerprint).toBe(new X509Certificate(root.certPem).fingerprint256)
    expect(readCertificates(facts[0]?.pem ?? '')).toEqual([facts[0]])
  })

  it('cannot imitate another one with bidirectional characters', async () => {
    const { certPem } = await (await createAuthority()).server({ name: 'vault\u202eelpmaxe.tluav' })
    expect(readCertificates(certPem)[0]?.subject).toBe('CN=vaultelpmaxe.tluav')
  })

  it('that are self-signed are reported as such', async () => {
    expect(readCertificates((await selfSigned()).certPem)[0]?.selfSigned).toBe(true)
  })

  it('that are invalid are refused, also quickly', async () => {
    const { certPem, keyPem } = await selfSigned()
    const begin = '-----BEGIN CERTIFICATE-----'
    for (const text of [
      '',
      'not PEM',
      keyPem,
      begin,
      begin.repeat(20_000),
      certPem.slice(0, 200),
      certPem.replace(/[A-Z]{4}/, '!!!!'),
    ]) {
      expect(codeOf(() => readCertificates(text))).toBe('certificate-invalid')
    }
    expect(codeOf(() => readCertificates(`${begin}\naGVsbG8=\n-----END CERTIFICATE-----`))).toBe('certificate-invalid')
  })
})

describe("a client's key", () => {
  it('belongs to its certificate, or both are missing', async () => {
    const { certPem, keyPem } = await selfSigned()
    expect(codeOf(() => checkClientKey(certPem, keyPem))).toBe('fine')
    expect(codeOf(() => checkClientKey(null, null))).toBe('fine')
    expect(codeOf(() => checkClientKey('', ''))).toBe('fine')
    expect(codeOf(() => checkClientKey(certPem, null))).toBe('certificate-invalid')
    expect(codeOf(() => checkClientKey(null, keyPem))).toBe('certificate-invalid')
    expect(codeOf(() => checkClientKey(certPem, 'not PEM'))).toBe('certificate-invalid')
    const other = await selfSigned()
    expect(codeOf(() => checkClientKey(certPem, other.keyPem))).toBe('certificate-invalid')
  })
})
