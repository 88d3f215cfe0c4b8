/** Certificate authorities and the certificates they sign, valid ones and every kind of invalid one. PEM throughout. */
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  cryptoProvider,
  type X509Certificate,
} from '@peculiar/x509'

const crypto = webcrypto as Crypto
cryptoProvider.set(crypto)

/** The kinds of keys that a certificate can have, with the signature algorithm of each. */
const algorithms = {
  'P-256': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  'P-384': { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  'P-521': { name: 'ECDSA', namedCurve: 'P-521', hash: 'SHA-512' },
  Ed25519: { name: 'Ed25519' },
  RSA: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
} as const
export type KeyKind = keyof typeof algorithms
export const keyKinds = Object.keys(algorithms) as readonly KeyKind[]

const day = 24 * 60 * 60 * 1000

/** A certificate and its private key (PKCS #8). */
export interface Pair {
  readonly certPem: string
  readonly keyPem: string
}

export interface CertificateOptions {
  /** The common name. */
  readonly name?: string
  /** The names and addresses of the certificate; `127.0.0.1` and `localhost` when absent, none when empty. */
  readonly hosts?: readonly string[]
  readonly notBefore?: Date
  readonly notAfter?: Date
  /** `P-256` when absent. */
  readonly key?: KeyKind
}

export interface Authority {
  /** The CA's own certificate. */
  readonly certPem: string
  /** Returns a server's certificate. */
  server(options?: CertificateOptions): Promise<Pair>
  /** Returns a client's certificate. */
  client(options?: CertificateOptions): Promise<Pair>
  /** Returns a server's certificate that expired yesterday. */
  expired(): Promise<Pair>
  /** Returns a server's certificate for another host. */
  wrongHost(): Promise<Pair>
  /** Returns a CA below this one; its certificates include the whole chain. */
  intermediate(name?: string): Promise<Authority>
}

const newKeys = (kind: KeyKind): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(algorithms[kind], true, ['sign', 'verify']) as Promise<CryptoKeyPair>

const keyPem = async (keys: CryptoKeyPair): Promise<string> =>
  PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')

/** RFC 5280 requires a positive serial number: the first bit is zero. */
const serialNumber = (): string => `01${Buffer.from(crypto.getRandomValues(new Uint8Array(15))).toString('hex')}`

const altName = (host: string): { type: 'ip' | 'dns'; value: string } => ({
  type: /^[\d.]+$|:/.test(host) ? 'ip' : 'dns',
  value: host,
})

/** A signer: a CA's certificate with its keys, and the chain that a server must send with its own certificate. */
interface Signer {
  readonly kind: KeyKind
  readonly certificate: X509Certificate
  readonly keys: CryptoKeyPair
  readonly chainPem: string
}

function authority(signer: Signer): Authority {
  async function issue(usage: ExtendedKeyUsage, options: CertificateOptions): Promise<Pair> {
    const keys = await newKeys(options.key ?? 'P-256')
    const hosts = options.hosts ?? ['127.0.0.1', 'localhost']
    const certificate = await X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject: `CN=${options.name ?? 'localhost'}`,
      issuer: signer.certificate.subject,
      notBefore: options.notBefore ?? new Date(Date.now() - day),
      notAfter: options.notAfter ?? new Date(Date.now() + 30 * day),
      publicKey: keys.publicKey,
      signingKey: signer.keys.privateKey,
      signingAlgorithm: algorithms[signer.kind],
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([usage]),
        ...(hosts.length === 0 ? [] : [new SubjectAlternativeNameExtension(hosts.map(altName))]),
      ],
    })
    return { certPem: `${certificate.toString('pem')}\n${signer.chainPem}`, keyPem: await keyPem(keys) }
  }

  return {
    certPem: signer.certificate.toString('pem'),
    server: (options = {}) => issue(ExtendedKeyUsage.serverAuth, options),
    client: (options = {}) => issue(ExtendedKeyUsage.clientAuth, { name: 'client', hosts: [], ...options }),
    expired: () =>
      issue(ExtendedKeyUsage.serverAuth, {
        notBefore: new Date(Date.now() - 10 * day),
        notAfter: new Date(Date.now() - day),
      }),
    wrongHost: () => issue(ExtendedKeyUsage.serverAuth, { name: 'vault.example', hosts: ['vault.example'] }),
    intermediate: async (name = 'Test Intermediate CA') => {
      const below = await newSigner(name, signer.kind, signer)
      return authority({ ...below, chainPem: `${below.certificate.toString('pem')}\n${signer.chainPem}` })
    },
  }
}

/** Creates a CA's certificate: signed by `above`, or self-signed. */
async function newSigner(name: string, kind: KeyKind, above?: Signer): Promise<Signer> {
  const keys = await newKeys(kind)
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=${name}, O=Strongroom tests`,
    issuer: above?.certificate.subject ?? `CN=${name}, O=Strongroom tests`,
    notBefore: new Date(Date.now() - 20 * day),
    notAfter: new Date(Date.now() + 365 * day),
    publicKey: keys.publicKey,
    signingKey: (above?.keys ?? keys).privateKey,
    signingAlgorithm: algorithms[above?.kind ?? kind],
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  })
  return { kind, certificate, keys, chainPem: '' }
}

/** Creates a root CA that no client trusts yet. */
export async function createAuthority(name = 'Test Root CA', kind: KeyKind = 'P-256'): Promise<Authority> {
  return authority(await newSigner(name, kind))
}

/** Returns a self-signed server certificate. */
export async function selfSigned(hosts: readonly string[] = ['127.0.0.1', 'localhost']): Promise<Pair> {
  const keys = await newKeys('P-256')
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: 'CN=localhost',
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + 30 * day),
    keys,
    signingAlgorithm: algorithms['P-256'],
    extensions: [new SubjectAlternativeNameExtension(hosts.map(altName))],
  })
  return { certPem: certificate.toString('pem'), keyPem: await keyPem(keys) }
}
