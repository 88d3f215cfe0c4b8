/** Consent: one question at a time, answered outside the page or refused. */
import { describe, expect, it } from 'vitest'
import { describeAct, visible } from '../../../electron/core/consent/words.ts'
import type { AppEvent } from '../../../electron/contract/app.ts'
import { Failure } from '../../../electron/contract/failure.ts'
import { createConsent, type ConsentRequest } from '../../../electron/core/consent/consent.ts'
import { neverAborts } from '../../../electron/base/async/neverAborts.ts'

const act = { kind: 'show-kept', connection: 'prod', address: 'https://vault', item: 'token' } as const
const context = { signal: neverAborts, window: undefined }

/** A consent whose questions a test answers by hand. */
function asked() {
  const events: AppEvent[] = []
  const requests: ConsentRequest[] = []
  const answers: ((allowed: boolean) => void)[] = []
  const clock = { now: 0 }
  const consent = createConsent({
    events: { emit: (event) => events.push(event) },
    now: () => clock.now,
    ask: (request) => {
      requests.push(request)
      request.opened({ where: 'terminal' })
      return new Promise((resolve) => answers.push(resolve))
    },
  })
  const outcome = (signal: AbortSignal = neverAborts) =>
    consent.require(act, { ...context, signal }).then(
      () => 'allowed',
      (problem: unknown) => (problem instanceof Failure ? problem.code : String(problem)),
    )
  return { consent, events, requests, answers, clock, outcome }
}

describe('consent', () => {
  it('resolves only when the person allowed the act', async () => {
    const { answers, outcome, events } = asked()
    const first = outcome()
    answers[0]?.(true)
    expect(await first).toBe('allowed')
    const second = outcome()
    answers[1]?.(false)
    expect(await second).toBe('consent-refused')
    expect(events.map((event) => ('question' in event ? (event.question?.place ?? null) : ''))).toEqual([
      { where: 'terminal' },
      null,
      { where: 'terminal' },
      null,
    ])
  })

  it('refuses a second question while one is open', async () => {
    const { answers, outcome, requests } = asked()
    const first = outcome()
    expect(await outcome()).toBe('consent-refused')
    expect(requests).toHaveLength(1)
    answers[0]?.(true)
    expect(await first).toBe('allowed')
  })

  it('is withdrawn with the call, by the page and at a lock, and a late answer is ignored', async () => {
    const { consent, answers, outcome, requests, events } = asked()
    const leave = new AbortController()
    const call = outcome(leave.signal)
    leave.abort()
    expect(await call).toBe('canceled')
    const opened = outcome()
    const event = events.findLast((each) => each.type === 'consent-changed')
    const id = event?.type === 'consent-changed' ? event.question?.id : undefined
    consent.withdraw('another question')
    expect(requests[1]?.signal.aborted).toBe(false)
    consent.withdraw(id)
    answers[1]?.(true)
    expect(await opened).toBe('consent-refused')
    expect(requests[1]?.signal.aborted).toBe(true)
  })

  it('asks no more after three refusals within a minute', async () => {
    const { answers, outcome, requests, clock } = asked()
    for (let count = 0; count < 3; count++) {
      const call = outcome()
      answers[count]?.(false)
      expect(await call).toBe('consent-refused')
    }
    expect(await outcome()).toBe('consent-refused')
    expect(requests).toHaveLength(3)
    clock.now = 60_001
    const later = outcome()
    expect(requests).toHaveLength(4)
    answers[3]?.(true)
    expect(await later).toBe('allowed')
  })

  it('counts a question that the page cancels as a refusal', async () => {
    const { outcome, requests } = asked()
    for (let count = 0; count < 3; count++) {
      const leave = new AbortController()
      const call = outcome(leave.signal)
      leave.abort()
      expect(await call).toBe('canceled')
    }
    expect(await outcome()).toBe('consent-refused')
    expect(requests).toHaveLength(3)
  })

  it('counts a shell that fails to ask as a refusal', async () => {
    const consent = createConsent({ events: { emit: () => {} }, ask: () => Promise.reject(new Error('no display')) })
    await expect(consent.require(act, context)).rejects.toMatchObject({ code: 'consent-refused' })
  })
})

describe('the text of a question', () => {
  const move = { kind: 'move-kept', connection: 'prod', address: 'https://vault' } as const
  it('shows every character that a screen would hide or reorder', () => {
    expect(visible('a\u202Eb\u0007c\nd\u200B한글 e')).toBe('a\\u{202e}b\\u{7}c\\u{a}d\\u{200b}한글 e')
    expect(visible('a\u3164b\u2800c\uFE0Fd\u00A0e  f')).toBe('a\\u{3164}b\\u{2800}c\\u{fe0f}d\\u{a0}e \\u{20}f')
    const { lines } = describeAct({ ...act, connection: 'kind\nYes, do it' }, 'en')
    expect(lines[0]).toBe('Connection: kind\\u{a}Yes, do it (https://vault)')
  })

  it.each([
    [365 * 86_400, 'Valid for: 365 d', '유효 기간: 365 일'],
    [7200, 'Valid for: 2 h', '유효 기간: 2 시간'],
    [605, 'Valid for: 605 s', '유효 기간: 605 초'],
  ])('names account, API server and duration of a token: %d s', (seconds, en, ko) => {
    const token = { kind: 'make-token', account: 'shop/web\n', destination: 'https://10.0.0.1', seconds } as const
    const wanted = { ...token, connection: 'prod', address: 'https://vault' }
    expect(describeAct(wanted, 'en').title).toBe('Create a Kubernetes token for shop/web\\u{a}?')
    expect(describeAct(wanted, 'en').lines).toEqual(expect.arrayContaining(['API server: https://10.0.0.1', en]))
    expect(describeAct(wanted, 'ko').lines).toContain(ko)
  })

  it('names old and new value of each changed field', () => {
    const changes = [{ field: 'proxy', from: '', to: 'http://proxy:3128' }] as const
    const text = describeAct({ ...move, changes, cas: { added: [], removed: [] } }, 'ko')
    expect(text.lines).toContain('프록시: 설정 안 함 → http://proxy:3128')
  })

  it('lists each added CA on its own line, with its whole fingerprint, however long its name is', () => {
    const caOf = (index: number) => ({
      subject: `CN=CA ${index}, ${'x'.repeat(3000)}`,
      fingerprint: `${index}:`.repeat(32),
    })
    const cas = { added: Array.from({ length: 20 }, (_, index) => caOf(index)), removed: [caOf(20)] }
    const { lines } = describeAct({ ...move, changes: [], cas }, 'en')
    for (const { fingerprint } of cas.added)
      expect(lines.filter((line) => line.startsWith('CA added: CN=CA') && line.includes(fingerprint))).toHaveLength(1)
    expect(lines.find((line) => line.startsWith('CA removed: '))).toContain(caOf(20).fingerprint)
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(500)
    const many = { added: [], removed: Array.from({ length: 142 }, (_, index) => caOf(index)) }
    expect(describeAct({ ...move, changes: [], cas: many }, 'en').lines).toContain('132 more CAs removed')
  })
})
