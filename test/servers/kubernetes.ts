/** A real Kubernetes API server over its own etcd, on free ports of 127.0.0.1. No kubelet: no pod runs in it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { serverEnvironment } from '../../electron/base/system/serverEnvironment.ts'
import { freePort } from '../../electron/features/practice/ports.ts'
import { stopProcess } from '../../electron/base/system/processes.ts'
import { kubernetesProgram } from './kubernetesPrograms.ts'
import { endWithTests, removeFolder, temporaryFolder } from './lifetime.ts'

type Json = Readonly<Record<string, unknown>>

/** The `iss` of its service account tokens, and the default audience of a token. */
export const issuer = 'https://kubernetes.default.svc.cluster.local'

/** The options of a token; the defaults are the API server's: its own audience, one hour. */
export interface TokenWish {
  readonly audiences?: readonly string[]
  /** At least 600. */
  readonly expirationSeconds?: number
  /** A pod of the same namespace that the token is bound to; it must exist, see `pod`. */
  readonly pod?: string
}

export interface TestKubernetes {
  /** `https://127.0.0.1:PORT`. */
  readonly address: string
  readonly port: number
  /** The certificate that signed its own, for `kubernetes_ca_cert`. */
  readonly caPem: string
  /** Belongs to `system:masters`. */
  readonly adminToken: string
  /** Contains certificates, keys, etcd's data and the logs of both. */
  readonly folder: string
  /**
   * Sends one request; returns the answer's JSON. As the admin unless another token is given. Throws on status 400 and
   * above.
   */
  api(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: Json | readonly unknown[],
    token?: string,
  ): Promise<Json>
  /** Returns a kubeconfig with one context, `test`, of the admin. */
  kubeconfig(): string
  /** Creates a namespace if it is missing; `labels` are also added to an existing one. */
  namespace(name: string, labels?: Readonly<Record<string, string>>): Promise<void>
  /** Creates a service account, and its namespace if it is missing. */
  serviceAccount(namespace: string, name: string): Promise<void>
  deleteServiceAccount(namespace: string, name: string): Promise<void>
  /** Creates a pod that no node ever runs; tokens can be bound to it. */
  pod(namespace: string, name: string, serviceAccount: string): Promise<void>
  /** Returns a token from the TokenRequest API. */
  token(namespace: string, serviceAccount: string, wish?: TokenWish): Promise<string>
  /** Creates a service account that can review tokens (`system:auth-delegator`), and returns a token of it. */
  reviewer(name?: string, namespace?: string): Promise<string>
  stop(): Promise<void>
}

/** Starts a program that logs to a file in `folder`. */
function launch(program: string, words: readonly string[], folder: string, log: string): ChildProcess {
  const output = openSync(join(folder, log), 'a', 0o600)
  const child = endWithTests(
    spawn(program, words, {
      cwd: folder,
      env: { ...serverEnvironment(process.env), HOME: folder },
      stdio: ['ignore', output, output],
    }),
  )
  closeSync(output)
  return child
}

/** Resolves when the address returns 200; throws with the end of the log if the program ends or a minute has passed. */
async function untilReady(address: string, agent: Agent, child: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const status = await request(address, { dispatcher: agent }).then(
      async (answer) => {
        await answer.body.dump()
        return answer.statusCode
      },
      () => 0,
    )
    if (status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`nothing is ready at ${address}:\n${(await readFile(log, 'utf8')).slice(-4000)}`)
}

async function startEtcd(folder: string): Promise<{ readonly child: ChildProcess; readonly address: string }> {
  const [port, peerPort] = [await freePort(), await freePort()]
  const address = `http://127.0.0.1:${port}`
  const words = [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${address}`,
    `--advertise-client-urls=${address}`,
    `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
    `--initial-cluster=default=http://127.0.0.1:${peerPort}`,
  ]
  const child = launch(await kubernetesProgram('etcd'), words, folder, 'etcd.log')
  await untilReady(`${address}/health`, new Agent(), child, join(folder, 'etcd.log'))
  return { child, address }
}

/** Starts both; the API server is ready when this resolves, some seconds later. */
export async function startKubernetes(): Promise<TestKubernetes> {
  const program = await kubernetesProgram('apiserver')
  const folder = await temporaryFolder('kubernetes')
  const etcd = await startEtcd(folder)
  const port = await freePort()
  const address = `https://127.0.0.1:${port}`
  const adminToken = randomBytes(24).toString('base64url')
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  await writeFile(join(folder, 'accounts.key'), keys.privateKey, { mode: 0o600 })
  await writeFile(join(folder, 'accounts.pub'), keys.publicKey, { mode: 0o600 })
  await writeFile(join(folder, 'admins.csv'), `${adminToken},admin,admin,system:masters\n`, { mode: 0o600 })
  const words = [
    `--etcd-servers=${etcd.address}`,
    `--service-account-key-file=${join(folder, 'accounts.pub')}`,
    `--service-account-signing-key-file=${join(folder, 'accounts.key')}`,
    `--service-account-issuer=${issuer}`,
    `--api-audiences=${issuer}`,
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    `--cert-dir=${join(folder, 'certs')}`,
    `--token-auth-file=${join(folder, 'admins.csv')}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.96.0.0/16',
    // The controller that creates the required accounts does not run here.
    '--disable-admission-plugins=ServiceAccount',
  ]
  const child = launch(program, words, folder, 'apiserver.log')
  const anyCertificate = new Agent({ connect: { rejectUnauthorized: false } })
  await untilReady(`${address}/readyz`, anyCertificate, child, join(folder, 'apiserver.log'))
  await anyCertificate.close()
  const caPem = await readFile(join(folder, 'certs', 'apiserver.crt'), 'utf8')
  const agent = new Agent({ connect: { ca: caPem } })

  const api: TestKubernetes['api'] = async (method, path, body, token = adminToken) => {
    const answer = await request(`${address}${path}`, {
      method,
      dispatcher: agent,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.body.text()
    if (answer.statusCode >= 400)
      throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text.slice(0, 500)}`)
    return JSON.parse(text) as Json
  }
  /** Creates an object, or leaves an existing one. */
  const ensure = async (path: string, body: Json): Promise<void> => {
    await api('POST', path, body).catch((error: unknown) => {
      if (!(error instanceof Error && error.message.includes('answered 409'))) throw error
    })
  }

  const namespace: TestKubernetes['namespace'] = async (name, labels) => {
    const metadata = { name, labels: { ...labels, 'kubernetes.io/metadata.name': name } }
    await ensure('/api/v1/namespaces', { metadata })
    if (labels !== undefined) await api('PUT', `/api/v1/namespaces/${name}`, { metadata })
  }
  const serviceAccount: TestKubernetes['serviceAccount'] = async (space, name) => {
    await namespace(space)
    await ensure(`/api/v1/namespaces/${space}/serviceaccounts`, { metadata: { name } })
  }
  const token: TestKubernetes['token'] = async (space, name, wish = {}) => {
    const { pod, ...spec } = wish
    const bound = pod === undefined ? {} : { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: pod } }
    const answer = await api('POST', `/api/v1/namespaces/${space}/serviceaccounts/${name}/token`, {
      spec: { audiences: [], ...spec, ...bound },
    })
    return String((answer['status'] as Json)['token'])
  }

  return {
    address,
    port,
    caPem,
    adminToken,
    folder,
    api,
    namespace,
    serviceAccount,
    token,
    kubeconfig: () => {
      const ca = Buffer.from(caPem).toString('base64')
      return [
        'apiVersion: v1',
        'kind: Config',
        'current-context: test',
        `clusters: [{ name: test, cluster: { server: "${address}", certificate-authority-data: ${ca} } }]`,
        `users: [{ name: admin, user: { token: ${adminToken} } }]`,
        'contexts: [{ name: test, context: { cluster: test, user: admin, namespace: default } }]',
        '',
      ].join('\n')
    },
    deleteServiceAccount: async (space, name) => {
      await api('DELETE', `/api/v1/namespaces/${space}/serviceaccounts/${name}`)
    },
    pod: async (space, name, account) => {
      const containers = [{ name: 'app', image: 'example.invalid/app' }]
      await api('POST', `/api/v1/namespaces/${space}/pods`, {
        metadata: { name },
        spec: { serviceAccountName: account, containers },
      })
    },
    reviewer: async (name = 'vault-reviewer', space = 'default') => {
      await serviceAccount(space, name)
      await ensure('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
        metadata: { name: `${space}-${name}` },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:auth-delegator' },
        subjects: [{ kind: 'ServiceAccount', name, namespace: space }],
      })
      return token(space, name)
    },
    stop: async () => {
      await agent.close()
      await stopProcess(child, 10_000)
      await stopProcess(etcd.child, 10_000)
      await removeFolder(folder)
    },
  }
}
