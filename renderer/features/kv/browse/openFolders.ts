/** The open folders of the tree: as they were left, and the path to where the person is. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { KeptPlaces } from '../../../../electron/contract/places.ts'
import { limits } from '../../../../electron/contract/limits.ts'
import { bridge } from '../../../lib/bridge.ts'
import { keptPlaces } from '../../../lib/queries/places.ts'
import { isCubbyhole } from '../shared/cubbyhole.ts'
import { foldersOnTheWay, type SecretPlace } from '../shared/names.ts'
import { treeKey } from './tree.ts'

export type OpenFolders = ReadonlyMap<string, SecretPlace>

/** Milliseconds between two writes while a held key repeats. */
const restMs = 400

const byKey = (folders: readonly SecretPlace[]): OpenFolders =>
  new Map(folders.map(({ mount, path }) => [treeKey({ mount, path }), { mount, path }]))

/** The path to a new place is opened once, and may be closed again. */
export function useOpenFolders(profileId: string, { mount, path }: SecretPlace) {
  const here = treeKey({ mount, path })
  const onTheWay = () => (mount === '' ? [] : foldersOnTheWay(path).map((folder) => ({ mount, path: folder })))
  const { data: kept } = useQuery(keptPlaces(profileId))
  const [shown, setShown] = useState<string | null>(null)
  const [hasKept, setHasKept] = useState(false)
  const [open, setOpen] = useState<OpenFolders>(new Map())

  if (kept !== undefined && !hasKept) {
    setHasKept(true)
    // Updated from the value before, because both can happen in one render: if the places were read for another page.
    setOpen((before) => new Map([...byKey(kept.open), ...before]))
  }
  if (shown !== here) {
    setShown(here)
    setOpen((before) => new Map([...before, ...byKey(onTheWay())]))
  }
  useKeeping(profileId, open, hasKept)

  const toggle = useCallback((folders: readonly SecretPlace[], isOpen: boolean) => {
    setOpen((before) => {
      const after = new Map(before)
      for (const { mount: of, path: at } of folders) {
        const key = treeKey({ mount: of, path: at })
        // The last one opened is the last one forgotten.
        after.delete(key)
        if (isOpen) after.set(key, { mount: of, path: at })
      }
      return after
    })
  }, [])
  const closeAll = useCallback(() => setOpen(new Map()), [])
  return { open, toggle, closeAll }
}

/**
 * Passes the open folders to the core when they changed, and at intervals while a held key repeats. A call of a page
 * that unloads may not arrive, so it is not postponed until then.
 */
function useKeeping(profileId: string, open: OpenFolders, isReady: boolean): void {
  const client = useQueryClient()
  const waiting = useRef<{ open: KeptPlaces['open']; timer: ReturnType<typeof setTimeout> } | null>(null)
  const last = useRef<OpenFolders | null>(null)
  const handedAt = useRef(Number.NEGATIVE_INFINITY)
  const isRepeating = useRef(false)

  const flush = useCallback(() => {
    if (waiting.current === null) return
    const { open: folders, timer } = waiting.current
    clearTimeout(timer)
    waiting.current = null
    handedAt.current = performance.now()
    // A failure is not shown: losing the state of the tree does not justify a message.
    void bridge.places.keepOpen({ profileId, open: folders })
    const { queryKey } = keptPlaces(profileId)
    client.setQueryData(queryKey, (before) => before && { ...before, open: folders })
  }, [client, profileId])

  useEffect(() => {
    if (!isReady || last.current === open) return
    const isFirst = last.current === null
    last.current = open
    const kept = client.getQueryData(keptPlaces(profileId).queryKey)?.open ?? []
    // Folders of the cubbyhole end with the token.
    const lasting = [...open.values()].filter(({ mount }) => !isCubbyhole(mount))
    if (isFirst && kept.length === lasting.length && kept.every((folder) => open.has(treeKey(folder)))) return
    if (waiting.current !== null) clearTimeout(waiting.current.timer)
    const folders = lasting.slice(-limits.openFolders)
    const rest = Math.max(0, handedAt.current + restMs - performance.now())
    waiting.current = { open: folders, timer: setTimeout(flush, rest) }
    if (!isRepeating.current) flush()
  }, [client, profileId, open, isReady, flush])

  useEffect(() => {
    const onKeyDown = ({ repeat }: KeyboardEvent) => void (isRepeating.current = repeat)
    const onKeyUp = () => {
      isRepeating.current = false
      flush()
    }
    window.addEventListener('keydown', onKeyDown, { capture: true })
    window.addEventListener('keyup', onKeyUp, { capture: true })
    return () => {
      window.removeEventListener('keydown', onKeyDown, { capture: true })
      window.removeEventListener('keyup', onKeyUp, { capture: true })
      flush()
    }
  }, [flush])
}
