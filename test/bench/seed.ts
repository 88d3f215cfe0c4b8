/** Writes many secrets quickly: one request each, over 32 connections. */
import { Agent } from 'undici'
import type { TestVault } from '../servers/vault.ts'

const connections = 32

/** `urls` are encoded paths below `/v1/`; each receives `body` by `POST`. Throws at the first refusal. */
export async function writeAll(
  vault: Pick<TestVault, 'address'>,
  token: string,
  urls: readonly string[],
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  const agent = new Agent({ connections, pipelining: 1 })
  const text = JSON.stringify(body)
  const headers = { 'x-vault-token': token, 'x-vault-request': 'true' }
  let next = 0
  const worker = async (): Promise<void> => {
    for (;;) {
      const url = urls[next++]
      if (url === undefined) return
      const path = `/v1/${url}`
      const answer = await agent.request({ origin: vault.address, path, method: 'POST', headers, body: text })
      await answer.body.dump()
      if (answer.statusCode >= 300) throw new Error(`POST ${path} answered ${answer.statusCode}`)
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, worker))
  } finally {
    await agent.close()
  }
}
