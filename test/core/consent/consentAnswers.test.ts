/** Which answers of a shell count as consent, and how a page is kept from misusing questions. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConsentAnswer, ConsentField } from '../../../electron/core/consent/act.ts'
import type { AppEvent } from '../../../electron/contract/app.ts'
import { Failure } from '../../../electron/contract/failure.ts'
import { limits } from '../../../electron/contract/limits.ts'
import {
  createConsent,
  type AskConsent,
  type Consent,
  type ConsentRequest,
} from '../../../electron/core/consent/consent.ts'
import { neverAborts } from '../../../electron/base/async/neverAborts.ts'

const act = { kind: 'choose-passphrase' } as const
const place = { where: 'terminal' } as const
const both: readonly ConsentField[] = ['passphrase', 'newPassphrase']

let consent: Consent
let ask: AskConsent
let events: AppEvent[]
let requests: ConsentRequest[]
beforeEach(() => {
  events = []
  requests = []
  consent = createConsent({
    events: { emit: (event) => events.push(event) },
    ask: (request) => {
      requests.push(request)
      return ask(request)
    },
  })
})
afterEach(() => void vi.restoreAllMocks())

const outcomeOf = (work: Promise<unknown>) =>
  work.then(
    (value) => value ?? 'allowed',
    (problem: unknown) => (problem instanceof Failure ? problem.code : String(problem)),
  )
const require = (signal = neverAborts) => outcomeOf(consent.require(act, { signal, window: 'main' }))
const requireTyped = (fields: readonly ConsentField[]) =>
  outcomeOf(consent.requireTyped(act, fields, { signal: neverAborts, window: 'main' }))

describe('@boundary an answer', () => {
  it.each<[ConsentAnswer, string]>([
    [true, 'allowed'],
    [false, 'consent-refused'],
    [{ typed: [] }, 'consent-refused'],
    [{ typed: ['yes'] }, 'consent-refused'],
  ])('without fields is a plain yes: %o', async (answer, outcome) => {
    ask = async () => answer
    expect(await require()).toBe(outcome)
  })

  it.each<ConsentAnswer>([
    true,
    false,
    { typed: [] },
    { typed: ['old'] },
    { typed: ['old', 'new', 'more'] },
    { typed: ['', 'new'] },
    { typed: ['old', ''] },
    { typed: ['old', 'x'.repeat(limits.name + 1)] },
  ])('is refused if it lacks a text for one of the fields: %o', async (answer) => {
    ask = async () => answer
    expect(await requireTyped(both)).toBe('consent-refused')
  })

  it('with fields contains the typed texts, by field', async () => {
    const long = 'x'.repeat(limits.name)
    ask = async () => ({ typed: ['old', long] })
    expect(await requireTyped(both)).toEqual({ passphrase: 'old', newPassphrase: long })
    ask = async () => ({ typed: ['old'] })
    expect(await requireTyped(['passphrase'])).toEqual({ passphrase: 'old' })
  })
})

describe('@boundary a question', () => {
  it('contains the act, the window and where it can be answered', async () => {
    ask = async ({ opened, fields }) => {
      opened(place)
      return fields.length === 0 || { typed: fields.map(() => 'typed') }
    }
    await require()
    await requireTyped(both)
    expect(requests).toMatchObject([
      { act, fields: [], window: 'main' },
      { act, fields: both, window: 'main' },
    ])
    const id = expect.any(String) as string
    expect(events).toEqual([
      { type: 'consent-changed', question: { id, place, isTyped: false } },
      { type: 'consent-changed', question: null },
      { type: 'consent-changed', question: { id, place, isTyped: true } },
      { type: 'consent-changed', question: null },
    ])
    const ids = events.flatMap((event) => (event.type === 'consent-changed' && event.question?.id) || [])
    expect(new Set(ids).size).toBe(2)
  })

  it('is not shown as open after it was withdrawn or another one is asked', async () => {
    let openLate: () => void = () => undefined
    ask = async ({ opened }) => {
      openLate = () => opened(place)
      return false
    }
    await require()
    events.length = 0
    openLate()
    expect(events).toEqual([])
    ask = () => {
      openLate()
      return Promise.resolve(true)
    }
    expect(await require()).toBe('allowed')
    expect(events).toEqual([{ type: 'consent-changed', question: null }])
  })

  it('is refused if it is not answered within ten minutes', async () => {
    const over = new AbortController()
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(over.signal)
    ask = () => new Promise(() => undefined)
    const asked = require()
    expect(timeout).toHaveBeenCalledWith(600_000)
    over.abort()
    expect([await asked, requests[0]?.signal.aborted]).toEqual(['consent-refused', true])
  })

  it('of a page that has already closed is withdrawn', async () => {
    ask = () => new Promise(() => undefined)
    expect(await require(AbortSignal.abort())).toBe('canceled')
    ask = async () => true
    expect(await require()).toBe('allowed')
  })

  it('that a shell fails to ask is refused, also if it is withdrawn at the same time', async () => {
    ask = () => Promise.reject(new Failure('timeout', 'the dialog hangs'))
    expect(await require()).toBe('timeout')
    ask = async () => {
      consent.withdraw()
      return true
    }
    expect(await require()).toBe('consent-refused')
    consent.withdraw()
    ask = async () => true
    expect(await require()).toBe('allowed')
  })
})

describe('@boundary refusals', () => {
  /** Asks after these milliseconds; returns whether the person saw the question. */
  const clocked = () => {
    let now = 0
    let isAsked = false
    consent = createConsent({
      events: { emit: () => undefined },
      now: () => now,
      ask: async () => {
        isAsked = true
        return false
      },
    })
    return async (ms: number) => {
      now = ms
      isAsked = false
      expect(await require()).toBe('consent-refused')
      return isAsked
    }
  }

  it('count for a minute, each from its own time', async () => {
    const isAskedAt = clocked()
    for (const at of [0, 10_000, 20_000]) expect(await isAskedAt(at)).toBe(true)
    expect(await isAskedAt(59_999)).toBe(false)
    // The first has expired, and the refusal without a question did not count.
    expect(await isAskedAt(60_000)).toBe(true)
    expect(await isAskedAt(69_999)).toBe(false)
    expect(await isAskedAt(70_000)).toBe(true)
  })

  it('of every kind count: a timeout, a page that cancels, a shell that cannot ask', async () => {
    vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(AbortSignal.abort())
    ask = () => new Promise(() => undefined)
    expect(await require()).toBe('consent-refused')
    expect(await require(AbortSignal.abort())).toBe('canceled')
    ask = () => Promise.reject(new Error('no display'))
    expect(await require()).toBe('consent-refused')
    ask = async () => true
    expect(await require()).toBe('consent-refused')
    expect(requests).toHaveLength(3)
  })
})
