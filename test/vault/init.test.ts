/** An initialization whose answer is lost: the client then checks whether the server was initialized. */
import type { RequestListener, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../electron/contract/failure.ts'
import { errorCodes } from '../../electron/contract/result.ts'
import { answerBounds } from '../../electron/base/http/answerBounds.ts'
import { initialize, type InitRequest, isAutoUnseal } from '../../electron/vault/init.ts'
import { anonymousSession, type VaultSession } from '../../electron/vault/session.ts'
import type { SealStatusFields } from '../../electron/vault/status.ts'
import type { VaultRequest } from '../../electron/vault/transport.ts'
import { failureOf, transportTo } from './asking.ts'
import { hostile, json } from './hostile.ts'

const request = { shares: 1, threshold: 1 }

/** A server that is new until it is initialized; `after`: whether it then reports that it is initialized. */
function server(answer: (response: ServerResponse) => void, after: boolean | 'unreachable'): RequestListener {
  let wasAsked = false
  return (incoming, response) => {
    if (incoming.method === 'PUT') {
      wasAsked = true
      answer(response)
    } else if (wasAsked && after === 'unreachable') response.destroy()
    else {
      const initialized = wasAsked && after === true
      json(200, { type: 'shamir', initialized, sealed: true, t: 1, n: 1, progress: 0 })(incoming, response)
    }
  }
}
const begin = (response: ServerResponse, headers = {}) =>
  response.writeHead(200, { 'content-type': 'application/json', ...headers })

async function outcomeOf(listener: RequestListener) {
  await using listening = await hostile(listener)
  const transport = transportTo(listening.address, { timeouts: { headers: 200, body: 200 } })
  try {
    const asked = initialize(anonymousSession(transport), request)
    const received = await asked.then(String, () => null)
    return { received, code: received === null ? (await failureOf(asked)).code : null, arrived: listening.arrived }
  } finally {
    await transport.close()
  }
}

/** Answers that are lost, and the failure if the server was not initialized. */
const lost: readonly (readonly [string, string, (response: ServerResponse) => void])[] = [
  ['is cut off before its headers', 'connection-lost', (response) => void response.destroy()],
  [
    'is cut off in its body',
    'connection-lost',
    (response) => begin(response, { 'content-length': '100' }).write('{"keys":', () => response.destroy()),
  ],
  ['never begins', 'timeout', () => undefined],
  ['never ends', 'timeout', (response) => void begin(response).write('{"keys":')],
  [
    'is replaced by the page of a proxy that gave up',
    'server-error',
    (response) => void response.writeHead(504, { 'content-type': 'text/html' }).end('<html>Gateway timeout</html>'),
  ],
  [
    'is replaced by the page of a proxy that knows no such path',
    'not-a-vault',
    (response) => void response.writeHead(404, { 'content-type': 'text/html' }).end('<html>Not found</html>'),
  ],
  [
    'is replaced by something that is called JSON',
    'answer-invalid',
    (response) => void response.writeHead(404, { 'content-type': 'application/json' }).end('{"keys":'),
  ],
  ['is larger than any answer', 'answer-too-large', (response) => void begin(response).end('x'.repeat(20_000_000))],
  [
    'is announced larger than any answer',
    'answer-too-large',
    (r) => void begin(r, { 'content-length': '99999999' }).write('x'),
  ],
]

describe('a lost answer to an initialization', () => {
  it.each(lost)('is reported as lost if the server was initialized: %s', async (_what, _code, answer) => {
    const { code, received, arrived } = await outcomeOf(server(answer, true))
    expect([code, received]).toEqual(['answer-lost', null])
    // Requested only once in every case: another initialization would generate other keys.
    expect(arrived.filter(({ method }) => method === 'PUT')).toHaveLength(1)
    expect(arrived.at(-1)).toMatchObject({ method: 'GET', url: '/v1/sys/seal-status' })
  })

  it.each(lost)('keeps its error if the server was not initialized: %s (%s)', async (_what, code, answer) => {
    expect(await outcomeOf(server(answer, false))).toMatchObject({ code, received: null })
  })

  it.each(lost)('keeps its error if the server does not respond any more: %s (%s)', async (_what, code, answer) => {
    expect(await outcomeOf(server(answer, 'unreachable'))).toMatchObject({ code, received: null })
  })
})

describe('a received answer to an initialization', () => {
  it.each([
    ['new keys', '{"keys":["00"],"keys_base64":["AA=="],"root_token":"hvs.a"}'],
    ['not JSON', '<html>oops</html>'],
    ['JSON that is cut off', '{"keys":["00'],
    ['another object', '{"errors":[]}'],
  ])('is returned as received: %s', async (_what, body) => {
    expect(await outcomeOf(server((response) => void begin(response).end(body), true))).toMatchObject({
      received: body,
    })
  })

  it('is reported as lost if it has no body', async () => {
    expect(await outcomeOf(server((response) => void response.writeHead(204).end(), true))).toMatchObject({
      code: 'answer-lost',
    })
  })

  it.each([
    [400, 'Vault is already initialized', 'already-initialized'],
    [400, 'invalid seal configuration', 'rejected'],
    [429, 'slow down', 'rate-limited'],
  ])('is an error if the server refuses with %i: %s', async (status, words, code) => {
    const refusing = server((response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ errors: [words] }))
    }, true)
    expect(await outcomeOf(refusing)).toMatchObject({ code, received: null })
  })
})

describe('a failure of an initialization', () => {
  const unknown: ReadonlySet<string> = new Set([
    'timeout',
    'connection-lost',
    'unreachable',
    'answer-invalid',
    'answer-too-large',
    'not-a-vault',
    'server-error',
  ])

  it.each(errorCodes)("with the code %s leads to another check only if the server's state is unknown", async (code) => {
    for (const isInitialized of [true, false]) {
      const asked: string[] = []
      const session: VaultSession = {
        request: async ({ method }) => {
          asked.push(method)
          if (method === 'PUT') throw new Failure(code, 'why')
          const initialized = isInitialized && asked.includes('PUT')
          const body = { type: 'shamir', initialized, sealed: true, t: 1, n: 1, progress: 0 }
          return { status: 200, body, warnings: [], latencyMs: 1 }
        },
      }
      const isLost = unknown.has(code) && isInitialized
      expect((await failureOf(initialize(session, request))).code).toBe(isLost ? 'answer-lost' : code)
      expect(asked).toEqual(unknown.has(code) ? ['GET', 'PUT', 'GET'] : ['GET', 'PUT'])
    }
  })
})

describe('an initialization request', () => {
  const seal = { type: 'shamir', initialized: false, sealed: true, t: 1, n: 1, progress: 0 }
  const bytes = Buffer.from('{"keys":["00"]}')

  async function asking(wanted: InitRequest, more: object = {}) {
    const sent: VaultRequest[] = []
    const session: VaultSession = {
      request: async (each) => {
        sent.push(each)
        each.onReceived?.(bytes)
        return { status: 200, body: { ...seal, ...more }, warnings: [], latencyMs: 1 }
      },
    }
    const { signal } = new AbortController()
    const received = await initialize(session, wanted, signal)
    const asked = sent.find(({ method }) => method === 'PUT')
    return { received, asked, looked: sent[0], signal }
  }

  it('is sent once, has a long deadline, and accepts a large answer', async () => {
    const { asked, looked, received, signal } = await asking({ shares: 5, threshold: 3 })
    expect(looked).toMatchObject({ method: 'GET', path: 'sys/seal-status', signal })
    expect(asked).toMatchObject({
      path: 'sys/init',
      repeatable: false,
      timeoutMs: 120_000,
      bound: answerBounds.newKeys,
      signal,
    })
    // The transport zero-fills its own bytes.
    expect(received).toEqual(bytes)
    expect(received).not.toBe(bytes)
    expect(received.buffer === bytes.buffer && received.byteOffset === bytes.byteOffset).toBe(false)
  })

  const pgp = { shares: 2, threshold: 2, pgpKeys: ['a', 'b'], rootTokenPgpKey: 'c' }

  it.each<[string, InitRequest, object, object]>([
    ['unseal keys', { shares: 5, threshold: 3 }, {}, { secret_shares: 5, secret_threshold: 3 }],
    [
      'unseal keys without PGP',
      { shares: 1, threshold: 1, pgpKeys: [], rootTokenPgpKey: null },
      {},
      { secret_shares: 1, secret_threshold: 1 },
    ],
    [
      'encrypted unseal keys',
      pgp,
      {},
      { secret_shares: 2, secret_threshold: 2, pgp_keys: ['a', 'b'], root_token_pgp_key: 'c' },
    ],
    [
      'an encrypted root token',
      { shares: 1, threshold: 1, rootTokenPgpKey: 'c' },
      {},
      { secret_shares: 1, secret_threshold: 1, root_token_pgp_key: 'c' },
    ],
    [
      'recovery keys',
      { shares: 5, threshold: 3 },
      { recovery_seal: true },
      { recovery_shares: 5, recovery_threshold: 3 },
    ],
    [
      'recovery keys by the kind of seal',
      { shares: 5, threshold: 3 },
      { type: 'awskms' },
      { recovery_shares: 5, recovery_threshold: 3 },
    ],
    [
      'encrypted recovery keys',
      pgp,
      { type: 'pkcs11', recovery_seal: true },
      { recovery_shares: 2, recovery_threshold: 2, recovery_pgp_keys: ['a', 'b'], root_token_pgp_key: 'c' },
    ],
  ])('requests %s', async (_what, wanted, status, body) => {
    expect((await asking(wanted, status)).asked?.body).toEqual(body)
  })

  it.each<[SealStatusFields, boolean]>([
    [{}, false],
    [{ sealType: 'shamir' }, false],
    [{ sealType: 'shamir', recoverySeal: false }, false],
    [{ sealType: 'shamir', recoverySeal: true }, true],
    [{ recoverySeal: true }, true],
    [{ sealType: 'transit' }, true],
    [{ sealType: 'transit', recoverySeal: false }, true],
  ])('for %j uses auto-unseal: %s', (status, expected) => {
    expect(isAutoUnseal(status)).toBe(expected)
  })

  it('is empty for an initialized server', async () => {
    const failure = await failureOf(asking({ shares: 1, threshold: 1 }, { initialized: true }))
    expect(failure.code).toBe('already-initialized')
  })

  it('passes on an error that is not a failure of the server', async () => {
    const session: VaultSession = {
      request: async ({ method }) => {
        if (method === 'PUT') throw new TypeError('a fault')
        return { status: 200, body: seal, warnings: [], latencyMs: 1 }
      },
    }
    await expect(initialize(session, request)).rejects.toThrow('a fault')
  })
})
