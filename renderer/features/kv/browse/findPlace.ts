/** From a typed address to one place: asks the server where only it can decide. */
import type { QueryClient } from '@tanstack/react-query'
import type { Profile } from '../../../../electron/contract/connections.ts'
import { bridge } from '../../../lib/bridge.ts'
import { mountList } from '../../../lib/queries/mounts.ts'
import { openableMounts } from '../shared/cubbyhole.ts'
import { type Candidate, type Read, readAddress } from './address.ts'
import { folderOf, type SecretPlace } from '../shared/names.ts'
import { folderNames } from '../queries.ts'
import { type Decision, decide } from './resolveAddress.ts'

export type Found =
  | Decision
  /** The address names another server, or another namespace. */
  | {
      readonly kind: 'elsewhere'
      readonly host: string
      readonly among: readonly Candidate[]
      /** Connections that it leads to. */
      readonly connections: readonly { readonly id: string; readonly name: string }[]
    }

type Server = Pick<Profile, 'id' | 'name' | 'address' | 'namespace'>

export interface Search {
  readonly client: QueryClient
  readonly profileId: string
  readonly profile: Server | undefined
  readonly profiles: readonly Server[]
  readonly text: string
  readonly here: SecretPlace
}

/** Milliseconds that the person waits at most for a list. */
const patience = 1500

export async function findPlace(search: Search): Promise<Found> {
  const { client, profileId, text, here } = search
  const { mounts, complete } = await mountsNow(client, profileId)
  let read = readAddress(text, mounts, here)
  if (read.unknown !== null && (read.candidates.length === 0 || !complete)) {
    const answer = await bridge.places.mountOf({ profileId, path: read.unknown })
    if (answer.ok && answer.value !== null) {
      const { mount, kvVersion } = answer.value
      read = readAddress(text, [...mounts, { path: mount, kvVersion }], here)
    }
  }
  const elsewhere = readElsewhere(read, search)
  if (elsewhere !== null) return elsewhere
  await Promise.race([listParents(client, profileId, read.candidates), waiting(patience)])
  return decide(read.candidates, ({ mount, path }) => client.getQueryData(folderNames(profileId, mount, path).queryKey))
}

/**
 * The mounts, requested where no page has them yet: without them, `cubbyhole/one` would be read as a path below the mount
 * that is open. A list that cannot be read leaves them unknown.
 */
async function mountsNow(client: QueryClient, profileId: string) {
  const list = await client.ensureQueryData(mountList(profileId)).catch(() => ({ mounts: [], complete: false }))
  return { mounts: openableMounts(list.mounts), complete: list.complete }
}

/** Requests the lists that show which of the candidates exist. A folder that may not be listed stays unknown. */
async function listParents(client: QueryClient, profileId: string, candidates: readonly Candidate[]): Promise<void> {
  await Promise.allSettled(
    candidates
      .filter(({ place }) => place.path !== '')
      .map(({ place }) => client.fetchQuery(folderNames(profileId, place.mount, folderOf(place.path)))),
  )
}

const waiting = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

const bare = (namespace: string) => namespace.replace(/^\/+|\/+$/g, '')
const originOf = (address: string) => (URL.canParse(address) ? new URL(address).origin : address)

function readElsewhere({ origin, namespace, candidates }: Read, { profile, profiles }: Search): Found | null {
  if (profile === undefined || candidates.length === 0) return null
  const fits = (server: Server) =>
    (origin === undefined || originOf(server.address) === origin) &&
    (namespace === undefined || bare(server.namespace) === bare(namespace))
  if (fits(profile)) return null
  const host = [origin ?? originOf(profile.address), namespace].filter((part) => part !== undefined).join(' ')
  return { kind: 'elsewhere', host, among: candidates, connections: profiles.filter(fits) }
}
