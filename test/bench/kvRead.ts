/** A read of a secret through the contract, compared with the same request by plain undici. */
import { Agent, request } from 'undici'
import { draftOf, startCore, value } from '../features/startCore.ts'
import { startVault } from '../servers/vault.ts'
import { openSession } from './loopbackClient.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { alternately, type Benchmark, ms } from './benchmark.ts'

const rounds = 1500

export const kvRead: Benchmark = {
  name: 'kv-read',
  run: async () => {
    const vault = await startVault({ dev: true })
    const test = await startCore()
    const app = await startStrongroom()
    const agent = new Agent({ connections: 64, pipelining: 1 })
    try {
      const headers = { 'x-vault-token': 'root', 'x-vault-request': 'true' }
      const url = `${vault.address}/v1/secret/data/bench`
      const body = JSON.stringify({ data: { username: 'static-user', password: 'static-password' } })
      await (await request(url, { method: 'POST', headers, body })).body.dump()

      const bare = async () => {
        const answer = await request(url, { headers, dispatcher: agent })
        return answer.body.json()
      }
      const credentials = { method: 'token', token: 'root' } as const
      const { id } = await value(test.client.connections.add({ profile: draftOf(vault.address) }))
      await value(test.client.session.signIn({ profileId: id, credentials, remember: false }))
      const through = async () => {
        const at = { profileId: id, mount: 'secret/', path: 'bench' }
        const result = await test.core.call('kv.read', { at }, {})
        if (!result.ok) throw new Error(result.error.code)
      }
      const dispatcher = await alternately(through, bare, rounds)

      const window = await openSession(app.url)
      const profile = await window.call('connections.add', { profile: draftOf(vault.address) })
      const profileId = (profile as { id: string }).id
      await window.call('session.signIn', { profileId, credentials, remember: false })
      const at = { profileId, mount: 'secret/', path: 'bench' }
      const loopback = await alternately(() => window.call('kv.read', { at }), bare, rounds)
      await window.close()

      return [
        {
          name: 'kv-read-dispatcher',
          ratio: dispatcher.a / dispatcher.b,
          goal: 1.15,
          note: `${ms(dispatcher.a)} against ${ms(dispatcher.b)} by bare undici`,
        },
        {
          name: 'kv-read-loopback',
          ratio: loopback.a / loopback.b,
          goal: 1.5,
          note: `${ms(loopback.a)} against ${ms(loopback.b)} by bare undici`,
        },
      ]
    } finally {
      await agent.close()
      await app.stop()
      await test.stop()
      await vault.stop()
    }
  },
}
