/** Listing 2,000 roles with their details through the contract, compared with the same requests by plain undici. */
import { Agent, request } from 'undici'
import { draftOf, startCore, value } from '../features/startCore.ts'
import { initializeAndUnseal } from '../servers/initialized.ts'
import { enableKubernetes } from '../servers/kubernetesAuth.ts'
import { startVault } from '../servers/vault.ts'
import { alternately, type Benchmark, median, ms } from './benchmark.ts'

const count = 2000
const atOnce = 64
const rounds = 9
const mount = 'kubernetes/'

export const kubernetesRoles: Benchmark = {
  name: 'kubernetes-roles',
  run: async () => {
    const vault = await startVault({ plugins: ['kubernetes'] })
    const test = await startCore()
    const agent = new Agent({ connections: atOnce, pipelining: 1 })
    try {
      const { rootToken } = await initializeAndUnseal(vault)
      await enableKubernetes(vault, rootToken)
      const headers = { 'x-vault-token': rootToken, 'x-vault-request': 'true' }
      const url = `${vault.address}/v1/auth/kubernetes/role`
      const names = Array.from({ length: count }, (_, index) => `role-${String(index).padStart(4, '0')}`)

      /** Sends one request for each name, with the same concurrency as the core. */
      const forEach = async (work: (name: string) => Promise<unknown>) => {
        const left = [...names]
        await Promise.all(
          Array.from({ length: atOnce }, async () => {
            for (let name = left.pop(); name !== undefined; name = left.pop()) await work(name)
          }),
        )
      }
      await forEach(async (name) => {
        const body = JSON.stringify({
          bound_service_account_names: [name],
          bound_service_account_namespaces: ['shop'],
          token_policies: ['webapp'],
          audience: 'vault',
        })
        await (await request(`${url}/${name}`, { method: 'POST', headers, body, dispatcher: agent })).body.dump()
      })
      const bare = async () => {
        await (await request(`${url}?list=true`, { headers, dispatcher: agent })).body.json()
        await forEach(async (name) => (await request(`${url}/${name}`, { headers, dispatcher: agent })).body.json())
      }

      const { id: profileId } = await value(test.client.connections.add({ profile: draftOf(vault.address) }))
      const credentials = { method: 'token', token: rootToken } as const
      await value(test.client.session.signIn({ profileId, credentials, remember: false }))
      const firstRows: number[] = []
      const through = async () => {
        const started = performance.now()
        let shown = 0
        const onItem = (item: unknown) => {
          const { roles } = item as { readonly roles?: readonly unknown[] }
          if (shown === 0 && roles !== undefined) firstRows.push(performance.now() - started)
          shown += roles?.length ?? 0
        }
        const result = await test.core.stream('kubernetes.roles', { profileId, mount }, onItem, {})
        if (!result.ok || shown !== count) throw new Error('not all roles came')
      }
      const { a, b } = await alternately(through, bare, rounds)
      return [
        {
          name: 'kubernetes-roles',
          ratio: a / b,
          goal: 1.3,
          note: `${ms(a)} against ${ms(b)} by bare undici, the first rows after ${ms(median(firstRows))}`,
        },
      ]
    } finally {
      await agent.close()
      await test.stop()
      await vault.stop()
    }
  },
}
