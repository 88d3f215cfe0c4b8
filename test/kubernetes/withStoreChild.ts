/**
 * Sends a request to an API server (address, token) with a kubeconfig without a CA, and prints `ok` or the code of the
 * failure.
 */
import { z } from 'zod'
import { Failure } from '../../electron/contract/failure.ts'
import { openCluster } from '../../electron/kubernetes/cluster.ts'
import { askKubernetes } from '../../electron/kubernetes/kubeApi.ts'
import type { LoadedKubeconfig } from '../../electron/kubernetes/kubeconfig.ts'
import { Cluster, Context, User } from '../../electron/kubernetes/kubeconfigSchema.ts'

const [, , server, token] = process.argv
const placed = { folder: null, file: null }
const loaded: LoadedKubeconfig = {
  files: [],
  current: null,
  contexts: new Map([['here', Context.parse({ cluster: 'c', user: 'me' })]]),
  clusters: new Map([['c', { ...placed, value: Cluster.parse({ server }) }]]),
  users: new Map([['me', { ...placed, value: User.parse({ token }) }]]),
  trustsFolder: false,
}
const { signal } = new AbortController()
const cluster = await openCluster(loaded, 'here', { program: null, environment: {}, signal })
const path = '/api/v1/namespaces'
const said = await askKubernetes(cluster, { method: 'GET', path, answer: z.unknown() }, signal).then(
  () => 'ok',
  (problem: unknown) => (problem instanceof Failure ? problem.code : String(problem)),
)
await cluster.close()
process.stdout.write(`${said}\n`)
