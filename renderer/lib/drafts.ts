/** What an editor keeps while somebody types, so that a reload, a lock or a lost server takes nothing away. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { z } from 'zod'
import { limits } from '../../electron/contract/limits.ts'
import { bridge } from './bridge.ts'
import { valueOf } from './call.ts'
import { handOver } from './handOver.ts'
import { draftList } from './queries/app.ts'

/** Milliseconds without a key stroke until a draft is handed to the core. */
const restMs = 500

export interface KeptDraft {
  /** When it was last changed (ISO 8601); null when there is none, undefined while that is not known. */
  readonly changedAt: string | null | undefined
  /** Why it cannot be known; null otherwise. */
  readonly problem: unknown
  readonly askAgain: () => void
}

/** Whether a draft of a place is kept, as the core says after this page was opened. */
export function useKeptDraft(profileId: string, place: string): KeptDraft {
  const { data, error, isFetchedAfterMount, refetch } = useQuery({ ...draftList, refetchOnMount: 'always' })
  const askAgain = () => void refetch()
  // What was answered before, also a refusal by the lock, says nothing of now.
  if (!isFetchedAfterMount || data === undefined || error !== null) {
    return { changedAt: undefined, problem: isFetchedAfterMount ? error : null, askAgain }
  }
  const draft = data.find((each) => each.profileId === profileId && each.place === place)
  return { changedAt: draft?.changedAt ?? null, problem: null, askAgain }
}

/** The content of a kept draft; null when it is gone or was kept in a form that `schema` does not know. */
export async function readDraft<Draft>(
  profileId: string,
  place: string,
  schema: z.ZodType<Draft>,
): Promise<Draft | null> {
  // SECURITY: straight to the page that edits it, never through the query cache.
  const kept = await valueOf(bridge.drafts.read({ profileId, place }))
  if (kept === null) return null
  try {
    return schema.parse(JSON.parse(kept.content))
  } catch {
    return null
  }
}

/** Why the last content is not kept: it is too large, or the core did not take it. */
export type NotKept = { readonly kind: 'too-large' } | { readonly kind: 'failed'; readonly problem: unknown }

export interface DraftKeeper<Draft> {
  /** Keeps this content soon; the last one wins. */
  readonly keep: (draft: Draft) => void
  /** Forgets the draft, also what was about to be kept. */
  readonly discard: () => Promise<void>
  readonly notKept: Changing<NotKept | null>
}

/** A value that changes beside what React knows. */
interface Changing<T> {
  readonly get: () => T
  readonly set: (value: T) => void
  readonly subscribe: (listener: () => void) => () => void
}

function changing<T>(first: T): Changing<T> {
  const listeners = new Set<() => void>()
  let current = first
  return {
    get: () => current,
    set: (value) => {
      current = value
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Why what stands in an editor is not kept; null while it is. */
export function useNotKept({ notKept }: Pick<DraftKeeper<never>, 'notKept'>): NotKept | null {
  return useSyncExternalStore(notKept.subscribe, notKept.get)
}

interface Waiting<Draft> {
  readonly draft: Draft
  /** Once it is written out. */
  content: string | null
  timer: ReturnType<typeof setTimeout>
}

/**
 * Keeps and discards the draft of one place. What waits is handed over at once when the page or the field is left.
 * `contentOf` writes it out; it stays the same function.
 */
export function useDraftKeeper<Draft>(
  profileId: string,
  place: string,
  contentOf: (draft: Draft) => string = JSON.stringify,
): DraftKeeper<Draft> {
  const queryClient = useQueryClient()
  const waiting = useRef<Waiting<Draft> | null>(null)

  const notKept = useMemo(() => changing<NotKept | null>(null), [])

  const flush = useCallback(() => {
    if (waiting.current === null) return
    const { draft, timer } = waiting.current
    const content = waiting.current.content ?? contentOf(draft)
    clearTimeout(timer)
    waiting.current = null
    if (content.length > limits.draft) return notKept.set({ kind: 'too-large' })
    const kept = valueOf(bridge.drafts.keep({ profileId, place, content }))
    handOver(kept)
    kept.then(
      () => notKept.set(null),
      (problem: unknown) => notKept.set({ kind: 'failed', problem }),
    )
  }, [profileId, place, notKept, contentOf])

  useEffect(() => {
    const leaves = ['focusout', 'pagehide', 'visibilitychange'] as const
    // A shortcut may lock, reload or close the window right after.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey) flush()
    }
    for (const name of leaves) window.addEventListener(name, flush)
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => {
      for (const name of leaves) window.removeEventListener(name, flush)
      window.removeEventListener('keydown', onKeyDown, { capture: true })
      flush()
    }
  }, [flush])

  const keep = useCallback(
    (draft: Draft) => {
      if (waiting.current !== null) clearTimeout(waiting.current.timer)
      // A long one is written out and sent in two tasks: between them a key can be pressed.
      const writeOut = () => {
        if (waiting.current === null) return
        waiting.current.content = contentOf(waiting.current.draft)
        waiting.current.timer = setTimeout(flush)
      }
      waiting.current = { draft, content: null, timer: setTimeout(writeOut, restMs) }
    },
    [flush, contentOf],
  )

  const discard = useCallback(async () => {
    if (waiting.current !== null) clearTimeout(waiting.current.timer)
    waiting.current = null
    await bridge.drafts.discard({ profileId, place })
    await queryClient.invalidateQueries({ queryKey: draftList.queryKey })
  }, [profileId, place, queryClient])

  return useMemo(() => ({ keep, discard, notKept }), [keep, discard, notKept])
}
