/** Sends many policies to a real server. */
import { request, Agent } from 'undici'
import type { Dialect } from '../../policy/dialect.ts'
import { startVault } from '../servers/vault.ts'

export interface PolicyServer {
  readonly dialect: Dialect
  /**
   * Sends one request, as root unless a token is given; status 0 if the server ended it without an answer, as it does
   * when its parser crashes.
   */
  ask(
    method: 'GET' | 'PUT' | 'POST',
    path: string,
    body?: unknown,
    token?: string,
  ): Promise<{ status: number; data: unknown }>
  /** Creates a token with only these policies. */
  tokenOf(policies: readonly string[]): Promise<string>
  stop(): Promise<void>
}

export async function startPolicyServer(dialect: Dialect): Promise<PolicyServer> {
  const server = await startVault({ product: dialect, dev: true })
  const dispatcher = new Agent({ connections: 16 })
  const policyServer: PolicyServer = {
    dialect,
    ask: async (method, path, body, token = 'root') => {
      try {
        const answer = await request(`${server.address}/v1/${path}`, {
          method,
          dispatcher,
          headers: { 'X-Vault-Token': token },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        const text = await answer.body.text()
        return { status: answer.statusCode, data: text === '' ? null : (JSON.parse(text) as unknown) }
      } catch (error) {
        if (error instanceof Error && 'code' in error && String(error.code).startsWith('UND_ERR_SOCKET'))
          return { status: 0, data: null }
        throw error
      }
    },
    tokenOf: async (policies) => {
      const { data } = await policyServer.ask('POST', 'auth/token/create', { policies, no_default_policy: true })
      return (data as { auth: { client_token: string } }).auth.client_token
    },
    stop: async () => {
      await dispatcher.close()
      await server.stop()
    },
  }
  return policyServer
}

/** Runs `work` for all items, sixteen at a time. */
export async function inParallel<T>(all: readonly T[], work: (one: T, index: number) => Promise<void>): Promise<void> {
  const queue = all.entries()
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (const [index, one] of queue) await work(one, index)
    }),
  )
}
