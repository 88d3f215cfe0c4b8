/** Consent in the browser shell: the terminal, a page, a code; and which answers count there. */
import { PassThrough } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { ConsentField } from '../../electron/core/consent/act.ts'
import type { ConsentPlace } from '../../electron/contract/consent.ts'
import { createLoopbackConsent, type LoopbackConsentOptions } from '../../electron/loopback/consent.ts'

const act = { kind: 'show-kept', connection: 'payments', address: 'https://vault', item: 'root-token' } as const

/** Asks, and returns the pending answer and its location. */
function ask(options: Partial<LoopbackConsentOptions>, fields: readonly ConsentField[] = []) {
  const consent = createLoopbackConsent({
    terminal: null,
    page: null,
    language: () => 'en',
    approveCommand: 'npm start -- approve',
    ...options,
  })
  const places: ConsentPlace[] = []
  const withdrawn = new AbortController()
  const answer = consent.ask({
    act,
    fields,
    window: undefined,
    signal: withdrawn.signal,
    opened: (place) => places.push(place),
  })
  const code = () => {
    const place = places.at(-1)
    return place !== undefined && 'code' in place ? place.code : ''
  }
  return { consent, places, withdrawn, answer, code }
}

function terminal() {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const streams = { input, output } as unknown as NonNullable<LoopbackConsentOptions['terminal']>
  let shown = ''
  output.setEncoding('utf8').on('data', (text: string) => (shown += text))
  /** Resolves when the question accepts an answer. */
  const prompted = async () => {
    await expect.poll(() => shown, { timeout: 3000 }).toMatch(/Enter = Cancel\)?: $/)
  }
  return { input, printed: () => shown, prompted, streams }
}

describe('the terminal that started Strongroom', () => {
  it.each([
    ['yes', true],
    ['YES ', true],
    ['y', false],
    ['', false],
    ['no', false],
  ])('reads %j as %s', async (typed, allowed) => {
    const { input, printed, prompted, streams } = terminal()
    const { answer, places } = ask({ terminal: streams })
    expect(places).toEqual([{ where: 'terminal' }])
    await prompted()
    expect(printed()).toContain('Show the root token in the window?\nConnection: payments (https://vault)')
    input.write(`${typed}\n`)
    expect(await answer).toBe(allowed)
  })

  it('reads the requested passphrases without showing them, and does not accept a yes instead', async () => {
    const { input, printed, prompted, streams } = terminal()
    const { answer } = ask({ terminal: streams }, ['passphrase', 'newPassphrase'])
    await prompted()
    input.write(' the passphrase in use\n')
    await nextTurn()
    input.write('the next one\n')
    expect(await answer).toEqual({ typed: [' the passphrase in use', 'the next one'] })
    expect(printed()).toMatch(/Current passphrase .*\nNew passphrase, as typed in the window .*\n$/)

    const empty = terminal()
    const refused = ask({ terminal: empty.streams }, ['passphrase'])
    await empty.prompted()
    empty.input.write('\n')
    expect(await refused.answer).toBe(false)
  })

  it('ignores input that was typed before the question, or right after it', async () => {
    const { input, prompted, streams } = terminal()
    input.write('yes\n')
    const { answer } = ask({ terminal: streams })
    await nextTurn()
    input.write('yes\n')
    await prompted()
    input.write('\n')
    expect(await answer).toBe(false)
  })

  it('refuses if it is closed or the question is withdrawn', async () => {
    const first = terminal()
    const closed = ask({ terminal: first.streams })
    first.input.end()
    expect(await closed.answer).toBe(false)
    const { answer, withdrawn } = ask({ terminal: terminal().streams })
    withdrawn.abort()
    expect(await answer).toBe(false)
  })
})

describe('a code', () => {
  it('answers only its own question, once', async () => {
    const { consent, answer, places, code } = ask({})
    expect(places).toEqual([{ where: 'code', code: code(), command: `npm start -- approve ${code()}` }])
    expect(code()).toMatch(/^[2-9A-HJKMNP-Z]{6}$/)
    expect(consent.answer('AAAAAA', true)).toBe(false)
    expect(consent.question(code().toLowerCase())?.title).toBe('Show the root token in the window?')
    expect(consent.answer(code(), true)).toBe(true)
    expect(await answer).toBe(true)
    expect(consent.question(code())).toBeNull()
    expect(consent.answer(code(), true)).toBe(false)
  })
})

describe('a consent page', () => {
  it('answers, and invalidates the code', async () => {
    const { consent, answer, places, code } = ask({ page: () => Promise.resolve(true) })
    expect(places[0]).toMatchObject({ where: 'page' })
    const given = code()
    expect(await answer).toBe(true)
    expect(consent.answer(given, true)).toBe(false)
  })

  it('leaves the code valid if it cannot be opened', async () => {
    const { consent, answer, places, code } = ask({ page: () => Promise.reject(new Error('no browser')) })
    await expect.poll(() => places.at(-1)?.where).toBe('code')
    consent.answer(code(), true)
    expect(await answer).toBe(true)
  })

  it('is withdrawn when the code has answered', async () => {
    let signal: AbortSignal | undefined
    const page: LoopbackConsentOptions['page'] = (_text, given) => {
      signal = given
      return new Promise(() => {})
    }
    const { consent, answer, code } = ask({ page })
    consent.answer(code(), false)
    expect(await answer).toBe(false)
    expect(signal?.aborted).toBe(true)
  })
})
