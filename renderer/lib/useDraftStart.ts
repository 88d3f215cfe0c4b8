/** The editing session that an editor opens with: a stored draft that is resumed, or a new session. */
import { useEffect, useMemo, useState } from 'react'
import type { z } from 'zod'
import { type KeptDraft, readDraft, useKeptDrafts } from './drafts.ts'
import { type DraftAddress, hold, newSession, wasReloadedIn } from './draftSessions.ts'

export type DraftStart<Draft> =
  | { readonly kind: 'waiting' }
  /** The stored drafts are unknown: an edit that began now would hide drafts that the person has not seen. */
  | { readonly kind: 'failed'; readonly problem: unknown; readonly askAgain: () => void }
  | DraftChoices
  | {
      readonly kind: 'start'
      /** Null for a new session. */
      readonly draft: Draft | null
      readonly address: DraftAddress
      /** Drafts of the same place that belong to other sessions. */
      readonly others: readonly KeptDraft[]
      /** Leaves this session, with its draft, and offers all of them. */
      readonly choose: () => void
    }

/** Several drafts of a place, of which the person picks one. */
export interface DraftChoices {
  readonly kind: 'choice'
  readonly drafts: readonly KeptDraft[]
  /** Sessions whose draft was stored in an unknown form. */
  readonly unreadable: ReadonlySet<string>
  /** Resumes a draft, or a copy of it if another window is editing it. */
  readonly pick: (draft: KeptDraft) => void
  /** Starts without any of them. */
  readonly startFresh: () => void
}

export interface DraftStartOptions<Draft extends object> {
  readonly profileId: string
  readonly place: string
  readonly schema: z.ZodType<Draft>
  /** The session that the address names: it is resumed without asking. */
  readonly wanted?: string | undefined
  /**
   * Which draft is resumed without asking: `none`; that of the session that a reload interrupted; or, in addition, the
   * only existing draft, of this window before others.
   */
  readonly resumes: 'none' | 'reloaded' | 'only'
  /** Starts a new session even if drafts are stored. */
  readonly isFresh?: boolean
}

/** A selected session; its draft is undefined until it is read. */
interface Chosen<Draft> {
  readonly session: string
  /** The session that the draft comes from: its own, that of another window (a copy), or null for none. */
  readonly from: string | null
  readonly draft: Draft | null | undefined
}

export function useDraftStart<Draft extends object>(options: DraftStartOptions<Draft>): DraftStart<Draft> {
  const { profileId, place, schema, wanted, resumes, isFresh = false } = options
  const { drafts, problem: listProblem, askAgain } = useKeptDrafts(profileId, place)
  const [chosen, setChosen] = useState<Chosen<Draft> | null>(null)
  const [isChoosing, setChoosing] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const [unreadable, setUnreadable] = useState<ReadonlySet<string>>(new Set())
  /** Drafts that another window took first. */
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set())

  const offered = useMemo(
    () => drafts?.map((draft) => (refused.has(draft.session) ? { ...draft, isOpen: true } : draft)),
    [drafts, refused],
  )
  if (chosen === null && !isChoosing && offered !== undefined) {
    const next = isFresh ? 'fresh' : firstOf(offered, unreadable, wanted, resumes)
    if (next === 'fresh') setChosen(freshSession())
    else if (next === 'choice') setChoosing(true)
    else setChosen({ session: next.session, from: next.session, draft: undefined })
  }
  // The last of the drafts was discarded.
  if (chosen === null && isChoosing && offered?.length === 0) setChosen(freshSession())

  const session = chosen?.session
  const from = chosen?.from
  useEffect(() => {
    if (session === undefined) return undefined
    let isHere = true
    const holding = hold({ profileId, place, session })
    const begin = async (): Promise<void> => {
      const isHeld = await holding.isHeld
      if (!isHere) return undefined
      const giveUp = () => {
        setChosen(null)
        setChoosing(true)
      }
      if (!isHeld) {
        setRefused((before) => new Set([...before, session]))
        return giveUp()
      }
      if (from === null || from === undefined) return undefined
      const found = await readDraft({ profileId, place, session: from }, schema)
      if (!isHere) return undefined
      if (found === 'unreadable') setUnreadable((before) => new Set([...before, from]))
      if (typeof found === 'string') return giveUp()
      // Text that was typed since is newer than the stored draft.
      return setChosen((before) =>
        before?.draft === undefined && before !== null ? { ...before, draft: found } : before,
      )
    }
    begin().catch((thrown: unknown) => {
      if (isHere) setProblem(thrown)
    })
    return () => {
      isHere = false
      holding.release()
    }
  }, [session, from, profileId, place, schema])

  if (chosen?.draft !== undefined && session !== undefined) {
    return {
      kind: 'start',
      draft: chosen.draft,
      address: { profileId, place, session },
      others: (offered ?? []).filter((each) => each.session !== session),
      choose: () => {
        setChosen(null)
        setChoosing(true)
        askAgain()
      },
    }
  }
  const failure = problem ?? (offered === undefined ? listProblem : null)
  if (failure !== null) {
    return {
      kind: 'failed',
      problem: failure,
      askAgain: () => {
        setProblem(null)
        setChosen(null)
        askAgain()
      },
    }
  }
  if (chosen !== null || offered === undefined || !isChoosing) return { kind: 'waiting' }
  return {
    kind: 'choice',
    drafts: offered,
    unreadable,
    pick: (draft) =>
      setChosen({ session: draft.isOpen ? newSession() : draft.session, from: draft.session, draft: undefined }),
    startFresh: () => setChosen(freshSession()),
  }
}

const freshSession = (): Chosen<never> => ({ session: newSession(), from: null, draft: null })

/** Returns the draft that an editor opens with before the person chooses. */
export function firstOf(
  drafts: readonly KeptDraft[],
  unreadable: ReadonlySet<string>,
  wanted: string | undefined,
  resumes: DraftStartOptions<object>['resumes'],
): KeptDraft | 'fresh' | 'choice' {
  const free = drafts.filter(({ isOpen }) => !isOpen)
  if (free.length === 0) return 'fresh'
  const readable = free.filter(({ session }) => !unreadable.has(session))
  const named =
    readable.find(({ session }) => session === wanted) ??
    (resumes === 'none' ? undefined : readable.find(({ session }) => wasReloadedIn(session)))
  if (named !== undefined) return named
  const own = readable.filter(({ isOwn }) => isOwn)
  const only = own.length > 0 ? own : readable
  const [first] = only
  return resumes === 'only' && only.length === 1 && first !== undefined ? first : 'choice'
}
