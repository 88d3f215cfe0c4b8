/**
 * The destinations of the locally stored reviewer token during a trial, and the requests that are never sent to a
 * cluster.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClusterAccess } from '../../electron/contract/kubeconfig.ts'
import { createAuthority, type Authority } from '../servers/certificates.ts'
import { value } from '../features/startCore.ts'
import { startDoctorWorld, type DoctorWorld } from './doctorWorld.ts'
import { legacy } from './states/objects.ts'
import { saveKept } from './states/reviewers.ts'
import { stateWorld, trialOf, type StateWorld } from './states/state.ts'

let world: DoctorWorld
let states: StateWorld
let authority: Authority
let address: string
let reviewer: string
let mount: string

beforeAll(async () => {
  world = await startDoctorWorld()
  const jwt = await world.kubernetes.token('default', 'vault')
  states = stateWorld(world, world.kubernetes, jwt)
  authority = await createAuthority()
  address = await states.serve(await authority.server(), null)
  reviewer = await world.kubernetes.reviewer('stored')
  mount = await saveKept(states, reviewer, { kubernetes_host: address, kubernetes_ca_cert: authority.certPem })
})
afterAll(async () => {
  await states.end()
  await world.stop()
})

interface Way {
  readonly server: string
  readonly isInsecure?: boolean
}

const kubeconfigOf = ({ server, isInsecure = false }: Way): string => {
  const ca = Buffer.from(`${authority.certPem}\n${world.kubernetes.caPem}`).toString('base64')
  return world.kubernetes
    .kubeconfig()
    .replace(/server: "[^"]*"/, `server: "${server}"`)
    .replace(
      /certificate-authority-data: \S+/,
      isInsecure ? 'insecure-skip-tls-verify: true' : `certificate-authority-data: ${ca}`,
    )
}
/** Makes this kubeconfig the default one of the computer. */
async function asUsual(way: Way): Promise<ClusterAccess> {
  await writeFile(join(world.kubernetes.folder, 'kubeconfig'), kubeconfigOf(way), { mode: 0o600 })
  return world.access
}
async function asGiven(way: Way): Promise<ClusterAccess> {
  const { id } = await value(world.test.client.kubeconfig.give({ text: kubeconfigOf(way) }))
  return { source: { kind: 'given', id }, context: 'test' }
}

/** Returns the app's requests with the reviewer's token; the server's own requests are token reviews. */
async function sent(access: ClusterAccess): Promise<string[]> {
  const before = states.passed.length
  const trial = await trialOf(states, { mount, access }, 'all')
  expect(trial.login).not.toBeNull()
  expect(trial.review?.reviewer).toMatchObject({ by: 'kept', account: 'default/stored', allowed: true })
  return states.passed
    .slice(before)
    .filter(({ authorization, path, body }) => {
      if (path.endsWith('/tokenreviews') && authorization.includes(reviewer)) return false
      return authorization.includes(reviewer) || body.includes(reviewer)
    })
    .map(({ path }) => path)
}

describe('the reviewer that is stored on this computer', () => {
  it('checks its own permission through the default kubeconfig at the address that it was entered for', async () => {
    expect(await sent(await asUsual({ server: address }))).toEqual([
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    ])
  })

  it('is not sent through a kubeconfig that the window provided', async () => {
    expect(await sent(await asGiven({ server: address }))).toEqual([])
  })

  it('is not sent through a kubeconfig that checks no certificate', async () => {
    expect(await sent(await asUsual({ server: address, isInsecure: true }))).toEqual([])
  })

  it('is not sent to another address', async () => {
    const other = await states.serve(await authority.server(), null)
    expect(await sent(await asUsual({ server: other }))).toEqual([])
  })
})

describe('a Secret that a token is bound to', () => {
  it('is requested only by its metadata', async () => {
    const made = await legacy(states)
    const access = await asUsual({ server: address })
    const before = states.passed.length
    const trial = await trialOf(states, { ...made, access }, 'cluster')
    expect(trial).toMatchObject({ refusal: null, review: { gone: null } })
    const asked = states.passed.slice(before).filter(({ path }) => path.includes('/secrets/'))
    expect(asked).toHaveLength(1)
    expect(asked[0]?.answer).toContain('"kind":"PartialObjectMetadata"')
    expect(asked[0]?.answer).not.toContain(Buffer.from(made.token).toString('base64'))
  })
})
