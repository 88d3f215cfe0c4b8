/** Questions that are answered by code, and by a page next to it: which answer counts, and for which question. */
import { describe, expect, it } from 'vitest'
import type { ConsentAnswer, ConsentField } from '../../electron/core/consent/act.ts'
import type { ConsentPlace } from '../../electron/contract/consent.ts'
import { answerOf, createLoopbackConsent, type LoopbackConsentOptions } from '../../electron/loopback/consent.ts'
import { escapeHtml, plainPage } from '../../electron/loopback/plainPage.ts'

function asking(options: Partial<LoopbackConsentOptions> = {}) {
  const consent = createLoopbackConsent({
    terminal: null,
    page: null,
    language: () => 'en',
    approveCommand: 'approve',
    ...options,
  })
  const ask = (item: 'token' | 'root-token', fields: readonly ConsentField[] = []) => {
    const places: ConsentPlace[] = []
    const withdrawn = new AbortController()
    const answer = consent.ask({
      act: { kind: 'show-kept', connection: 'payments', address: 'https://vault', item },
      fields,
      window: undefined,
      signal: withdrawn.signal,
      opened: (place) => places.push(place),
    })
    const [place] = places
    return { answer, places, withdrawn, code: place !== undefined && 'code' in place ? place.code : '' }
  }
  return { consent, ask }
}

describe('an answer that was sent', () => {
  it.each<[{ allow: boolean; typed?: readonly string[] }, ConsentAnswer]>([
    [{ allow: true }, true],
    [{ allow: false }, false],
    [{ allow: true, typed: ['a'] }, { typed: ['a'] }],
    [{ allow: true, typed: [] }, { typed: [] }],
    [{ allow: false, typed: ['a'] }, false],
  ])('%j is parsed as %j', (sent, answer) => {
    expect(answerOf(sent)).toEqual(answer)
  })
})

describe('a code', () => {
  it('is read as a person types it, and new for each question', () => {
    const { consent, ask } = asking()
    const codes = Array.from({ length: 30 }, () => ask('token').code)
    expect(new Set(codes).size).toBe(30)
    const last = codes.at(-1) ?? ''
    for (const typed of [last, ` ${last.toLowerCase()}\n`, `${last} `]) {
      expect(consent.question(typed)?.title).toBe('Show the Vault token in the window?')
    }
    for (const typed of ['', last.slice(1), `${last}A`]) {
      expect(consent.question(typed)).toBeNull()
      expect(consent.answer(typed, true)).toBe(false)
    }
  })

  it('can be sent with the typed passphrases', async () => {
    const { consent, ask } = asking()
    const { answer, code } = ask('token', ['passphrase'])
    expect(consent.question(code)?.fields).toHaveLength(1)
    expect(consent.answer(code, { typed: ['the passphrase'] })).toBe(true)
    expect(await answer).toEqual({ typed: ['the passphrase'] })
  })

  it('is invalid after its question is withdrawn, and an answer is ignored then', async () => {
    const { consent, ask } = asking()
    const { answer, code, withdrawn } = ask('token')
    withdrawn.abort()
    consent.answer(code, true)
    expect(await answer).toBe(false)
    expect(consent.question(code)).toBeNull()
    expect(consent.answer(code, true)).toBe(false)
  })

  it('stays open when an earlier question ends', async () => {
    const { consent, ask } = asking()
    const earlier = ask('token')
    const later = ask('root-token')
    expect(consent.question(earlier.code)).toBeNull()
    earlier.withdrawn.abort()
    expect(await earlier.answer).toBe(false)
    expect(consent.question(later.code)?.title).toBe('Show the root token in the window?')
    expect(consent.answer(later.code, true)).toBe(true)
    expect(await later.answer).toBe(true)
  })
})

describe('a page next to a code', () => {
  it('is announced first, and the code if the page cannot be opened', async () => {
    for (const page of [async () => null, () => Promise.reject(new Error('no browser'))]) {
      const { consent, ask } = asking({ page })
      const { answer, code, places } = ask('token')
      const place = { code, command: `approve ${code}` }
      expect(places).toEqual([{ where: 'page', ...place }])
      await expect.poll(() => places.length).toBe(2)
      expect(places[1]).toEqual({ where: 'code', ...place })
      consent.answer(code, false)
      expect(await answer).toBe(false)
    }
  })

  it.each<[ConsentAnswer]>([[true], [false], [{ typed: ['a'] }]])(
    'answers %j, and is then withdrawn',
    async (given) => {
      let signal: AbortSignal | undefined
      const page: LoopbackConsentOptions['page'] = async (text, ends) => {
        signal = ends
        expect(text.title).toBe('Show the Vault token in the window?')
        expect(ends.aborted).toBe(false)
        return given
      }
      const { answer, places } = asking({ page }).ask('token')
      expect(await answer).toEqual(given)
      expect(signal?.aborted).toBe(true)
      expect(places).toHaveLength(1)
    },
  )

  it('is withdrawn with its question', async () => {
    const isWithdrawn = Promise.withResolvers<ConsentAnswer>()
    const page: LoopbackConsentOptions['page'] = (_text, ends) => {
      ends.addEventListener('abort', () => isWithdrawn.resolve(true))
      return isWithdrawn.promise
    }
    const { answer, withdrawn } = asking({ page }).ask('token')
    withdrawn.abort()
    expect(await answer).toBe(false)
    expect(await isWithdrawn.promise).toBe(true)
  })
})

describe('@boundary a page without the app', () => {
  it('shows its title as text', () => {
    const title = '<script>alert("x")</script> & \'y\''
    const { html } = plainPage({ language: 'en', title, body: '<p>b</p>', script: 'let a' })
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(html).toContain('<h1>&#60;script&#62;alert(&#34;x&#34;)&#60;/script&#62; &#38; &#39;y&#39;</h1>')
    expect(html).toContain('<p>b</p>')
    expect(escapeHtml('plain 한글')).toBe('plain 한글')
  })
})
