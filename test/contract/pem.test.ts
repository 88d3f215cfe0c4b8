/** Certificates in common forms, created with openssl and read by Node. */
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { certificatesInFile, certificatesInText } from '../../electron/contract/text/pem.ts'
import type { Tidied } from '../../electron/contract/text/tidied.ts'
import { createAuthority } from '../servers/certificates.ts'
import { temporaryFolder } from '../servers/lifetime.ts'

const folder = await temporaryFolder('pem')
const at = (name: string) => join(folder, name)
const openssl = (...words: string[]) =>
  execFileSync('openssl', words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
let one = ''
let two = ''
let key = ''

beforeAll(async () => {
  const authority = await createAuthority('Lab Root')
  const client = await authority.client()
  one = authority.certPem
  two = client.certPem
  key = client.keyPem
  writeFileSync(at('one.pem'), one)
  writeFileSync(at('two.pem'), two)
  writeFileSync(at('key.pem'), key)
})

const fingerprints = (pem: string) =>
  pem
    .split(/(?<=-----END CERTIFICATE-----)/)
    .filter((block) => block.includes('BEGIN'))
    .map((block) => new X509Certificate(block).fingerprint256)

describe('certificates in a text', () => {
  const forms: readonly (readonly [string, () => string, readonly Tidied[]])[] = [
    ['as they are', () => one + two, []],
    ['with CRLF', () => (one + two).replaceAll('\n', '\r\n'), ['carriage-returns']],
    [
      'with comments around',
      () => `subject=CN = a\n${one}\nissuer=CN = b\n${two}\nVerify return code: 19\n`,
      ['text-around'],
    ],
    ['indented', () => (one + two).replaceAll(/^/gm, '    '), []],
    ['on one line', () => (one + two).replaceAll('\n', ' '), []],
    ['without any line break', () => (one + two).replaceAll('\n', ''), []],
    ['with \\n as two characters', () => JSON.stringify(one + two), ['escaped-line-breaks']],
    ['quoted in a mail', () => (one + two).replaceAll(/^/gm, '> '), []],
    ['with a byte order mark', () => `\u{feff}${one}${two}`, ['invisible']],
    ['with the colors of a terminal', () => `\u{1b}[32m${one}${two}\u{1b}[0m`, ['terminal-codes']],
    ['of the label X509', () => (one + two).replaceAll(' CERTIFICATE', ' X509 CERTIFICATE'), []],
    [
      'of openssl x509 -trustout',
      () =>
        ['one.pem', 'two.pem']
          .map((file) => openssl('x509', '-in', file, '-trustout', '-addtrust', 'serverAuth').toString())
          .join(''),
      [],
    ],
    [
      'of openssl x509 -text',
      () => ['one.pem', 'two.pem'].map((file) => openssl('x509', '-in', file, '-text').toString()).join(''),
      ['text-around'],
    ],
  ]
  it.each(forms)('are read %s', (_what, form, tidied) => {
    const found = certificatesInText(form())
    if ('problem' in found) throw new Error(found.problem)
    expect(found.count).toBe(2)
    expect(found.tidied).toEqual(tidied)
    expect(fingerprints(found.pem)).toEqual([...fingerprints(one), ...fingerprints(two)])
    expect(found.pem.split('\n').every((line) => line.length <= 64)).toBe(true)
  })

  it.each<[string, () => string, string]>([
    ['nothing', () => ' ', 'not-pem'],
    ['a name', () => 'ca.pem', 'not-pem'],
    ['half of one', () => one.slice(0, 200), 'broken-off'],
    ['one and half of the next', () => one + two.slice(0, 200), 'broken-off'],
    ['a private key', () => key, 'holds-key'],
    ['a private key beside its certificate', () => two + key, 'holds-key'],
    ['the same on one line', () => (two + key).replaceAll('\n', '\\n'), 'holds-key'],
    ['PKCS#7', () => openssl('crl2pkcs7', '-nocrl', '-certfile', 'one.pem').toString(), 'pkcs7'],
    ['a request', () => openssl('req', '-new', '-key', 'key.pem', '-subj', '/CN=a').toString(), 'request'],
    ['a public key', () => openssl('pkey', '-in', 'key.pem', '-pubout').toString(), 'no-certificate'],
  ])('are missing in %s', (_what, form, problem) => {
    expect(certificatesInText(form())).toEqual({ problem })
  })
})

describe('certificates in a file', () => {
  it('are read from DER', () => {
    openssl('x509', '-in', 'one.pem', '-outform', 'DER', '-out', 'one.der')
    const found = certificatesInFile(readFileSync(at('one.der')))
    expect(found).toMatchObject({ count: 1 })
    expect('pem' in found && fingerprints(found.pem)).toEqual(fingerprints(one))
  })

  it('are read from UTF-16', () => {
    expect(certificatesInFile(Buffer.from(`\u{feff}${one}`, 'utf16le'))).toMatchObject({ count: 1, tidied: ['utf-16'] })
  })

  it.each<[string, () => Uint8Array, string]>([
    [
      'PKCS#12',
      () => openssl('pkcs12', '-export', '-in', 'two.pem', '-inkey', 'key.pem', '-passout', 'pass:word'),
      'pkcs12',
    ],
    ['PKCS#7 in DER', () => openssl('crl2pkcs7', '-nocrl', '-certfile', 'one.pem', '-outform', 'DER'), 'pkcs7'],
    [
      'a private key in DER',
      () => openssl('pkcs8', '-topk8', '-nocrypt', '-in', 'key.pem', '-outform', 'DER'),
      'not-pem',
    ],
    ['bytes that break off', () => Buffer.from('3082ffff3080', 'hex'), 'not-pem'],
    ['an image', () => Buffer.from('89504e470d0a1a0a00', 'hex'), 'not-pem'],
    ['nothing', () => Buffer.alloc(0), 'not-pem'],
  ])('are not read from %s', (_what, bytes, problem) => {
    expect(certificatesInFile(bytes())).toEqual({ problem })
  })
})
