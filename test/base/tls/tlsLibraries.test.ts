/**
 * Node links OpenSSL, Electron links BoringSSL. Both must accept the same servers, and a handshake that fails must have
 * the same explanation. The error texts of BoringSSL are those of its sources (ssl/tls_record.cc, crypto/err/err.cc).
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:tls'
import type { ConnectionOptions, TlsOptions, TLSSocket } from 'node:tls'
import { beforeAll, describe, expect, it } from 'vitest'
import { testConnection } from '../../../electron/vault/diagnose.ts'
import { networkFailure } from '../../../electron/base/http/networkFailure.ts'
import { answersPlainHttp } from '../../../electron/base/http/plainHttp.ts'
import { boringOffer, offerFor } from '../../../electron/base/tls/tlsOffer.ts'
import { createAuthority, keyKinds, type Authority, type Pair } from '../../servers/certificates.ts'
import { failureOf, plainOptions, transportTo } from '../../vault/asking.ts'
import { hostile, json, rawServer } from '../../vault/hostile.ts'

/** The settings of BoringSSL's clients by default: kVerifySignatureAlgorithms and DefaultSupportedGroupIds. */
const boringDefaults = {
  sigalgs:
    'ecdsa_secp256r1_sha256:rsa_pss_rsae_sha256:rsa_pkcs1_sha256:ecdsa_secp384r1_sha384:rsa_pss_rsae_sha384:' +
    'rsa_pkcs1_sha384:rsa_pss_rsae_sha512:rsa_pkcs1_sha512',
  ecdhCurve: 'X25519MLKEM768:X25519:P-256:P-384',
}

/** Starts a TLS server that only does handshakes, and returns the result of a client's handshake with it. */
async function handshakeWith(pair: Pair, server: TlsOptions, client: ConnectionOptions): Promise<string> {
  const listening = createServer({ cert: pair.certPem, key: pair.keyPem, ...server })
  listening.on('tlsClientError', () => undefined)
  listening.on('secureConnection', (socket) => socket.on('error', () => undefined).end())
  listening.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const { port } = listening.address() as AddressInfo
  const socket: TLSSocket = connect({ host: '127.0.0.1', port, ...client })
  try {
    await once(socket, 'secureConnect')
    return 'accepted'
  } catch (error) {
    return networkFailure(error).code
  } finally {
    socket.destroy()
    listening.close()
  }
}

describe('a server certificate', () => {
  const authorities = new Map<string, Authority>()
  beforeAll(async () => {
    for (const kind of keyKinds) authorities.set(kind, await createAuthority(`${kind} CA`, kind))
  })
  const cases = keyKinds.flatMap((kind) => (['TLSv1.2', 'TLSv1.3'] as const).map((version) => [kind, version] as const))

  it.each(cases)('with a key of the kind %s is accepted with the BoringSSL settings over %s', async (kind, version) => {
    const authority = authorities.get(kind)
    if (authority === undefined) throw new Error(kind)
    const only = { minVersion: version, maxVersion: version }
    const pair = await authority.server({ key: kind })
    const client = { ca: authority.certPem }
    expect(await handshakeWith(pair, only, { ...client, ...boringOffer })).toBe('accepted')
    // The settings are needed: without them, BoringSSL offers too little for two of the kinds.
    const without = await handshakeWith(pair, only, { ...client, ...boringDefaults })
    expect(without).toBe(kind === 'Ed25519' || kind === 'P-521' ? 'tls-no-match' : 'accepted')
  })

  it.each(keyKinds)('with a key of the kind %s is accepted by a connection', async (kind) => {
    const authority = authorities.get(kind)
    if (authority === undefined) throw new Error(kind)
    const { certPem, keyPem } = await authority.server({ key: kind })
    await using server = await hostile(json(200, {}), { cert: certPem, key: keyPem })
    const transport = transportTo(server.address, { caPem: authority.certPem })
    expect((await transport.request({ method: 'GET', path: 'sys/seal-status' })).status).toBe(200)
    await transport.close()
  })

  it('is offered what BoringSSL knows by name, and OpenSSL keeps its longer list', () => {
    const names = new Set(
      'rsa_pkcs1_sha1 rsa_pkcs1_sha256 rsa_pkcs1_sha384 rsa_pkcs1_sha512 ecdsa_secp256r1_sha256 ecdsa_secp384r1_sha384 ecdsa_secp521r1_sha512 rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512 ed25519'.split(
        ' ',
      ),
    )
    const groups = new Set(['P-256', 'P-384', 'P-521', 'X25519', 'X25519MLKEM768'])
    expect(boringOffer.sigalgs.split(':').filter((name) => !names.has(name))).toEqual([])
    expect(boringOffer.ecdhCurve.split(':').filter((name) => !groups.has(name))).toEqual([])
    expect(offerFor({ openssl_is_boringssl: true }, '0.0.0')).toEqual(boringOffer)
    expect(offerFor({}, '0.0.0')).toEqual(boringOffer)
    expect(offerFor({ openssl_is_boringssl: false }, '3.5.8')).toEqual({})
  })
})

/** The error that Node makes from the library's error. */
const failed = (code: string, message: string) => Object.assign(new Error(message), { code })

const openssl = (packed: string, words: string, alert: number) =>
  failed(
    `ERR_SSL_${words.toUpperCase().replaceAll(' ', '_')}`,
    `40EDE5F4307F0000:error:${packed}:SSL routines:ssl3_read_bytes:${words}:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:918:${alert === 0 ? '' : `SSL alert number ${alert}`}\n`,
  )
const boringssl = (packed: string, words: string, alert: number) =>
  failed(
    `ERR_SSL_${words}`,
    `129:error:${packed}:SSL routines:OPENSSL_internal:${words}:../../third_party/boringssl/src/ssl/tls_record.cc:594:${alert === 0 ? '' : `SSL alert number ${alert}`}\n`,
  )

describe('a failed handshake', () => {
  it.each([
    ['tls-client-certificate', openssl('0A000412', 'ssl/tls alert bad certificate', 42)],
    ['tls-client-certificate', openssl('0A000412', 'sslv3 alert bad certificate', 42)],
    ['tls-client-certificate', boringssl('10000412', 'SSLV3_ALERT_BAD_CERTIFICATE', 42)],
    ['tls-client-certificate', openssl('0A000413', 'ssl/tls alert unsupported certificate', 43)],
    ['tls-client-certificate', boringssl('10000413', 'SSLV3_ALERT_UNSUPPORTED_CERTIFICATE', 43)],
    ['tls-client-certificate', openssl('0A000415', 'ssl/tls alert certificate expired', 45)],
    ['tls-client-certificate', boringssl('10000416', 'SSLV3_ALERT_CERTIFICATE_UNKNOWN', 46)],
    ['tls-client-certificate', openssl('0A000418', 'tlsv1 alert unknown ca', 48)],
    ['tls-client-certificate', boringssl('10000418', 'TLSV1_ALERT_UNKNOWN_CA', 48)],
    ['tls-client-certificate', openssl('0A00045C', 'tlsv13 alert certificate required', 116)],
    ['tls-client-certificate', boringssl('1000045C', 'TLSV1_ALERT_CERTIFICATE_REQUIRED', 116)],
    ['tls-no-match', openssl('0A000410', 'ssl/tls alert handshake failure', 40)],
    ['tls-no-match', boringssl('10000410', 'SSLV3_ALERT_HANDSHAKE_FAILURE', 40)],
    ['tls-no-match', openssl('0A00042E', 'tlsv1 alert protocol version', 70)],
    ['tls-no-match', boringssl('1000042E', 'TLSV1_ALERT_PROTOCOL_VERSION', 70)],
    ['tls-no-match', openssl('0A000102', 'unsupported protocol', 0)],
    ['tls-no-match', boringssl('100000F0', 'UNSUPPORTED_PROTOCOL', 0)],
    ['tls-no-match', openssl('0A000172', 'wrong signature type', 0)],
    ['tls-no-match', boringssl('100000F5', 'WRONG_SIGNATURE_TYPE', 0)],
    ['tls-no-match', openssl('0A00017A', 'wrong curve', 0)],
    ['tls-no-match', boringssl('100000F3', 'WRONG_CURVE', 0)],
    ['tls-wrong-host', openssl('0A000458', 'tlsv1 unrecognized name', 112)],
    ['tls-wrong-host', boringssl('10000458', 'TLSV1_ALERT_UNRECOGNIZED_NAME', 112)],
    ['plain-http-expected', openssl('0A00010B', 'wrong version number', 0)],
    ['plain-http-expected', boringssl('100000F7', 'WRONG_VERSION_NUMBER', 0)],
    ['tls-failed', openssl('0A000438', 'tlsv1 alert internal error', 80)],
    ['tls-failed', boringssl('10000438', 'TLSV1_ALERT_INTERNAL_ERROR', 80)],
    ['tls-failed', boringssl('1000008A', 'DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 0)],
  ])('is explained as %s: %o', (code, error) => {
    expect(networkFailure(error).code).toBe(code)
  })

  it.each([
    [
      'its number is read before its words',
      failed('ERR_SSL_SOMETHING_NEW', '1:error:10000412:SSL routines:f:NEW:f.cc:1:'),
    ],
    ['its text may have another form', failed('EPROTO', 'write EPROTO: SSL alert number 42')],
    ['its code may be all there is', failed('ERR_SSL_TLSV1_ALERT_BAD_CERTIFICATE', '')],
  ])('is recognized by its alert: %s', (_what, error) => {
    expect(networkFailure(error).code).toBe('tls-client-certificate')
  })

  it('names the alert, so that the server’s administrator can look for it', () => {
    expect(networkFailure(boringssl('10000438', 'TLSV1_ALERT_INTERNAL_ERROR', 80)).message).toBe(
      'The server ended the TLS handshake (alert 80, internal_error).',
    )
  })
})

describe('the connection test', () => {
  it('detects that a TLS 1.2 server requires a client certificate, even if its alert does not say so', async () => {
    const authority = await createAuthority()
    const { certPem, keyPem } = await authority.server()
    // OpenSSL sends handshake_failure (40) for a missing certificate before TLS 1.3.
    const tls = { cert: certPem, key: keyPem, ca: authority.certPem, requestCert: true, rejectUnauthorized: true }
    await using server = await hostile(json(200, {}), { ...tls, maxVersion: 'TLSv1.2' })
    const report = await testConnection({ ...plainOptions(server.address), caPem: authority.certPem })
    expect(report.error?.code).toBe('tls-client-certificate')
    expect(report.chain?.[0]?.subject).toBe('CN=localhost')
  })

  it('detects a server that shares no TLS version with Strongroom', async () => {
    const authority = await createAuthority()
    const { certPem, keyPem } = await authority.server()
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    await using server = await hostile(json(200, {}), { cert: certPem, key: keyPem, ...old })
    const report = await testConnection({ ...plainOptions(server.address), caPem: authority.certPem })
    expect(report.steps.at(-1)).toMatchObject({ step: 'tls', ok: false })
    expect(report.error?.code).toBe('tls-no-match')
    expect((await failureOf(transportTo(server.address).request({ method: 'GET', path: 'sys/health' }))).code).toBe(
      'tls-no-match',
    )
  })

  it('detects a server without TLS by its answer, not by the text of an error', async () => {
    const authority = await createAuthority()
    const { certPem, keyPem } = await authority.server()
    await using plain = await hostile(json(200, {}))
    await using secure = await hostile(json(200, {}), { cert: certPem, key: keyPem })
    await using silent = await rawServer((socket) => socket.end())
    await using other = await rawServer((socket) => socket.end('SSH-2.0-x\r\n'))
    const ask = ({ port }: { readonly port: number }) =>
      answersPlainHttp({ host: '127.0.0.1', port }, null, 2_000, new AbortController().signal)
    expect(await Promise.all([plain, secure, silent, other].map(ask))).toEqual([true, false, false, false])
    expect(plain.arrived).toEqual([])
  })
})
