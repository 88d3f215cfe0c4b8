/** What the tests of the Vault client share: a transport with nothing set, and the failure that a promise ends in. */
import { Failure } from '../../electron/contract/failure.ts'
import { openTransport } from '../../electron/vault/transport.ts'
import type { Transport, TransportOptions } from '../../electron/vault/transport.ts'

export const plainOptions = (address: string): TransportOptions => ({
  address,
  namespace: '',
  caPem: null,
  clientCertPem: null,
  clientKeyPem: null,
  tlsServerName: null,
  skipVerify: false,
  proxy: null,
})

export const transportTo = (address: string, options: Partial<TransportOptions> = {}): Transport =>
  openTransport({ ...plainOptions(address), ...options })

/** The `Failure` that a promise is rejected with; anything else is a failed test. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it succeeded')
}
