/** *Test* of a connection: one step after the other, so that a person sees how far it gets and what stops it. */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { TestReport } from '../contract/connections.ts'
import type { CallError, CertificateFacts, ErrorCode } from '../contract/result.ts'
import { Failure } from '../contract/failure.ts'
import { authoritiesWith, tlsConnectOptions } from '../base/http/agent.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { networkFailure } from '../base/http/networkFailure.ts'
import { shownChain } from './probe.ts'
import { anonymousSession, type VaultSession } from './session.ts'
import { readHealth, readSealStatus } from './status.ts'
import { openStream } from '../base/http/stream.ts'
import type { Place } from '../base/http/stream.ts'
import { openTransport } from './transport.ts'
import type { TransportOptions } from './transport.ts'

type Step = TestReport['steps'][number]

// Short, because a person is waiting.
const patienceMs = 10_000

/** The CAs whose servers get the client certificate during the test: the trusted ones. */
const authoritiesFor = ({ clientCertPem, caPem, skipVerify }: TransportOptions) =>
  skipVerify && clientCertPem !== null ? null : () => (clientCertPem === null ? [] : authoritiesWith(caPem))

/** Returns host and port of an address, without the brackets of an IPv6 address. */
function placeOf(address: string): Place {
  const url = URL.parse(address)
  if (url === null) throw new Failure('invalid-input', 'The address is not an http or https address.')
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
  }
}

const tlsCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'tls-untrusted',
  'tls-expired',
  'tls-wrong-host',
  'tls-client-certificate',
  'tls-no-match',
  'tls-failed',
  'plain-http-expected',
])

/**
 * Tests a connection and returns the result; a problem of the connection is not an error. TLS errors include the
 * server's certificate chain, so that the person can inspect it and trust exactly its CA. Requests only `sys/health`,
 * `sys/seal-status` and, for a namespace, `sys/internal/ui/mounts`, without a token.
 * @throws only Failure `canceled`.
 */
export async function testConnection(options: TransportOptions, signal?: AbortSignal): Promise<TestReport> {
  const steps: Step[] = []
  const within = AbortSignal.any([AbortSignal.timeout(3 * patienceMs), ...(signal === undefined ? [] : [signal])])
  try {
    return { ...(await walk(options, steps, within)), steps }
  } catch (problem) {
    if (signal?.aborted === true) throw new Failure('canceled', 'The test was canceled.')
    const { error } = within.aborted ? new Failure('timeout', 'The test took too long.') : networkFailure(problem)
    return { steps, error, ...(error.chain === undefined ? {} : { chain: error.chain }) }
  }
}

/** Runs the steps in order. Adds those that succeeded and the first that failed. */
async function walk(options: TransportOptions, steps: Step[], signal: AbortSignal): Promise<Omit<TestReport, 'steps'>> {
  const target = placeOf(options.address)
  const proxy = options.proxy === null ? null : placeOf(options.proxy)
  /** `about` is reported with the step, also if it fails. */
  const step = async <T>(
    name: Step['step'],
    run: () => Promise<{ value: T; detail?: string }>,
    about: Pick<Step, 'port' | 'throughProxy'> = {},
  ): Promise<T> => {
    try {
      const { value, detail } = await run()
      steps.push({ step: name, ok: true, ...about, ...(detail === undefined ? {} : { detail }) })
      return value
    } catch (problem) {
      const failure = networkFailure(problem, proxy !== null)
      steps.push({ step: name, ok: false, ...about, detail: failure.message })
      throw failure
    }
  }

  const first = proxy ?? target
  await step('name', async () => {
    if (isIP(first.host) !== 0) return { value: undefined, detail: first.host }
    const found = await lookup(first.host, { all: true })
    return { value: undefined, detail: found.map(({ address }) => address).join(', ') }
  })
  await step(
    'connect',
    async () => {
      const socket = await openStream(first, null, patienceMs, signal)
      socket.destroy()
      return { value: undefined }
    },
    { port: first.port, throughProxy: proxy !== null },
  )

  let chain: CertificateFacts[] | undefined
  if (options.address.startsWith('https:')) {
    const handshakes = {
      asPerson: tlsConnectOptions(options),
      asNobody: tlsConnectOptions({ ...options, clientCertPem: null, clientKeyPem: null }),
      authorities: authoritiesFor(options),
    }
    const through = options.proxy === null ? null : { address: options.proxy, caPem: options.caPem }
    chain = await step('tls', async () => {
      const shown = await shownChain(target, through, handshakes, patienceMs, signal)
      if (shown.failure !== null) throw withChain(shown.failure, shown.chain)
      return { value: shown.chain, detail: shown.protocol }
    })
  }
  const vault = await askVault(options, steps, step, signal)
  return { ...vault, ...(chain === undefined ? {} : { chain }) }
}

async function askVault(
  options: TransportOptions,
  steps: Step[],
  step: <T>(name: Step['step'], run: () => Promise<{ value: T; detail?: string }>) => Promise<T>,
  signal: AbortSignal,
): Promise<Omit<TestReport, 'steps'>> {
  const transport = openTransport(options)
  try {
    return await step('vault', async () => {
      const session = anonymousSession(transport)
      const seal = await readSealStatus(session, signal)
      // The second request uses the open connection, so its time is only the server's.
      const health = await readHealth(session, signal)
      if (options.namespace !== '') await lookIntoNamespace(session, signal)
      const { product = seal.product, version = seal.version, latency } = health
      return {
        value: {
          ...(product === undefined ? {} : { product }),
          ...(version === undefined ? {} : { version }),
          ...(latency === undefined ? {} : { latency }),
        },
        ...(version === undefined ? {} : { detail: version }),
      }
    })
  } catch (problem) {
    const failure = networkFailure(problem)
    const tlsStep = steps.findIndex(({ step: name }) => name === 'tls')
    // With TLS 1.3 a server refuses a client's certificate only after the handshake (RFC 8446, section 4.4.2.4).
    if (tlsCodes.has(failure.code) && tlsStep !== -1) {
      steps.splice(tlsStep, steps.length, { step: 'tls', ok: false, detail: failure.message })
    }
    throw failure
  } finally {
    await transport.close()
  }
}

/**
 * Requests the mounts that are visible without a token in the connection's namespace.
 * @throws Failure `namespaces-unsupported`, `namespaces-unverified`, `namespace-not-found`.
 */
async function lookIntoNamespace(session: VaultSession, signal: AbortSignal): Promise<void> {
  try {
    await session.request({ method: 'GET', path: 'sys/internal/ui/mounts', signal, bound: answerBounds.lists })
  } catch (problem) {
    // A sealed server still has to be unsealed, and a proxy may deny this path: only the namespace is tested here.
    if (!(problem instanceof Failure) || !namespaceCodes.has(problem.code)) return
    throw problem
  }
}

const namespaceCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'namespaces-unsupported',
  'namespaces-unverified',
  'namespace-not-found',
])

function withChain(failure: Failure, chain: CertificateFacts[]): Failure {
  const { code, message, ...details }: CallError = failure.error
  return new Failure(code, message, { ...details, ...(chain.length === 0 ? {} : { chain }) })
}
