/** The lists of the folders that a tree shows, kept up to date for as long as it shows them. */
import { type QueryClient, QueryObserver, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { errorOf } from '../../../lib/call.ts'
import type { SecretPlace } from '../shared/names.ts'
import { folderNames } from '../queries.ts'
import { type Listing, treeKey } from './tree.ts'

const observe = (client: QueryClient, profileId: string, { mount, path }: SecretPlace) =>
  new QueryObserver(client, folderNames(profileId, mount, path))
type NamesObserver = ReturnType<typeof observe>

interface Followed {
  readonly observer: NamesObserver
  readonly stop: () => void
}

/** One observer per folder, and one new map for all changes: React renders once, however many answers arrive. */
class Listings {
  readonly #client: QueryClient
  readonly #profileId: string
  readonly #followed = new Map<string, Followed>()
  readonly #listeners = new Set<() => void>()
  #known: ReadonlyMap<string, Listing> = new Map()
  #isDue = false

  constructor(client: QueryClient, profileId: string) {
    this.#client = client
    this.#profileId = profileId
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly known = (): ReadonlyMap<string, Listing> => this.#known

  /** Requests a folder, unless it is already followed. */
  readonly follow = (folder: SecretPlace): void => {
    const key = treeKey(folder)
    if (this.#followed.has(key)) return
    const observer = observe(this.#client, this.#profileId, folder)
    this.#followed.set(key, { observer, stop: observer.subscribe(this.#changed) })
    this.#changed()
  }
  /** Stops following the folders that are not open any more. */
  readonly keepOnly = (open: ReadonlyMap<string, SecretPlace>): void => {
    for (const [key, { stop }] of this.#followed) {
      if (open.has(key)) continue
      stop()
      this.#followed.delete(key)
      this.#changed()
    }
  }
  readonly end = (): void => {
    for (const { stop } of this.#followed.values()) stop()
    this.#followed.clear()
  }
  readonly #changed = (): void => {
    if (this.#isDue) return
    this.#isDue = true
    queueMicrotask(() => {
      this.#isDue = false
      this.#known = new Map([...this.#followed].map(([key, { observer }]) => [key, listingOf(observer)]))
      for (const listener of this.#listeners) listener()
    })
  }
}

function listingOf(observer: NamesObserver): Listing {
  const { data, error, isFetching } = observer.getCurrentResult()
  return {
    names: data,
    isBusy: isFetching,
    problem: error === null ? null : errorOf(error).code === 'permission-denied' ? 'denied' : 'failed',
  }
}

/** What is known of the folders, and a function that requests one that comes into view. */
export function useListings(profileId: string, open: ReadonlyMap<string, SecretPlace>) {
  const client = useQueryClient()
  const [listings] = useState(() => new Listings(client, profileId))
  useEffect(() => listings.keepOnly(open), [listings, open])
  useEffect(() => () => listings.end(), [listings])
  return { listings: useSyncExternalStore(listings.subscribe, listings.known), follow: listings.follow }
}
