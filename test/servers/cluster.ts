/** A real raft cluster: nodes that join automatically, each of which must be unsealed. */
import { freePort, isFree } from '../../electron/features/practice/ports.ts'
import { initialize, member, type RootKeys, unseal, vaultApi } from './initialized.ts'
import { startVault, type TestVault } from './vault.ts'

export interface TestCluster {
  readonly nodes: readonly TestVault[]
  /** Returns the active node. Throws if no node becomes active. */
  active(): Promise<TestVault>
  /** Resolves when every node can be elected: a new one is on probation for one second here, and for ten by default. */
  voting(rootToken: string): Promise<void>
  stop(): Promise<void>
}

const patienceMs = 60_000

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const found = await look().catch(() => undefined)
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new Error(`it took too long until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Starts nodes that look for each other. None is initialized; the others join after one of them is unsealed. */
export async function startCluster(size = 3): Promise<TestCluster> {
  const ports: number[] = []
  while (ports.length < size) {
    const port = await freePort(ports.flatMap((taken) => [taken, taken + 1]))
    // Nodes use the port above their client port for each other, as usual.
    if (await isFree(port + 1)) ports.push(port)
  }
  const addressOf = (port: number) => `http://127.0.0.1:${port}`
  const nodes = await Promise.all(
    ports.map((port, index) =>
      startVault({
        storage: 'raft',
        port,
        settings: {
          cluster_addr: `https://127.0.0.1:${port + 1}`,
          storage: {
            raft: {
              // Relative to the folder in which the node runs.
              path: 'raft',
              node_id: `n${index + 1}`,
              performance_multiplier: 1,
              // By default, a new voter waits for a check that happens every 10 s.
              autopilot_update_interval: '500ms',
              autopilot_reconcile_interval: '1s',
              retry_join: ports
                .filter((other) => other !== port)
                .map((other) => ({ leader_api_addr: addressOf(other) })),
            },
          },
        },
      }),
    ),
  )
  return {
    nodes,
    active: () =>
      until('a node is active', async () => {
        for (const node of nodes) {
          const answer = await fetch(`${node.address}/v1/sys/health`).catch(() => null)
          if (answer?.status === 200) return node
        }
        return undefined
      }),
    voting: async (token) => {
      await until('every node may be elected', async () => {
        const [node] = nodes
        if (node === undefined) return undefined
        const answer = await vaultApi(node, 'GET', 'sys/storage/raft/configuration', { token })
        const { servers } = member(member(answer, 'data'), 'config')
        const all = Array.isArray(servers) ? (servers as { voter: boolean }[]) : []
        return all.length === size && all.every(({ voter }) => voter) ? true : undefined
      })
    },
    stop: async () => {
      await Promise.all(nodes.map((node) => node.stop()))
    },
  }
}

/** Initializes the first node and unseals it; resolves when the others have joined, still sealed. */
export async function beginCluster({ nodes }: TestCluster, shares = 3, threshold = 2): Promise<RootKeys> {
  const [first, ...others] = nodes
  if (first === undefined) throw new Error('a cluster has nodes')
  const keys = await initialize(first, shares, threshold)
  await unseal(first, keys)
  await vaultApi(first, 'POST', 'sys/storage/raft/autopilot/configuration', {
    token: keys.rootToken,
    body: { server_stabilization_time: '1s' },
  })
  for (const other of others) {
    await until('a node has joined', async () =>
      (await vaultApi(other, 'GET', 'sys/seal-status'))['initialized'] === true ? true : undefined,
    )
  }
  return keys
}

/** Submits the keys to every sealed node that has joined; resolves when none of them is sealed. */
export async function unsealOthers({ nodes }: TestCluster, { keys, threshold }: RootKeys): Promise<void> {
  for (const node of nodes) {
    await until('a node is unsealed', async () => {
      const { sealed, initialized } = await vaultApi(node, 'GET', 'sys/seal-status')
      if (sealed === false) return true
      if (initialized !== true) return undefined
      // A share that arrives before the first data counts, but then the node stays sealed, so it is submitted again.
      for (const key of keys.slice(0, threshold)) await vaultApi(node, 'PUT', 'sys/unseal', { body: { key } })
      return undefined
    })
  }
}
