/** The script of the consent page, run as the page runs it, over a page without a browser. */
import { createHash } from 'node:crypto'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { Language } from '../../electron/contract/language.ts'
import { consentPageHtml, settleTime } from '../../electron/loopback/consentPageHtml.ts'

const scriptOf = (html: string) => /<script type="module">([\s\S]*)<\/script>/.exec(html)?.[1] ?? ''
const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

type Listen = (event: Readonly<Record<string, unknown>>) => void

/** A target of events; `happen` returns nothing and waits for nothing. */
function target() {
  const listeners = new Map<string, Listen[]>()
  return {
    addEventListener: (type: string, listen: Listen) => {
      listeners.set(type, [...(listeners.get(type) ?? []), listen])
    },
    happen: (type: string, event: Readonly<Record<string, unknown>> = {}) => {
      for (const listen of listeners.get(type) ?? []) listen({ isTrusted: true, preventDefault: () => {}, ...event })
    },
  }
}

interface FakeElement extends ReturnType<typeof target> {
  readonly tag: string
  hidden: boolean
  disabled: boolean
  textContent: string
  value: string
  readonly children: (FakeElement | string)[]
  append(...children: (FakeElement | string)[]): void
  focus(): void
}

interface PageOptions {
  readonly language?: Language
  readonly hash?: string
  readonly fields?: readonly string[]
  /** The statuses of the answers to `/question` and `/answer`; null if no request succeeds. */
  readonly statuses?: Readonly<Record<string, number | null>>
}

/** Runs the script in a page with these elements. */
async function openPage({ language = 'en', hash = '#key=the-key', fields = [], statuses = {} }: PageOptions = {}) {
  let focused: FakeElement | null = null
  const element = (tag: string): FakeElement => {
    const made: FakeElement = {
      ...target(),
      tag,
      hidden: false,
      disabled: false,
      textContent: '',
      value: '',
      children: [],
      append: (...more) => made.children.push(...more),
      focus: () => (focused = made),
    }
    return made
  }
  const names = ['form', 'lines', 'fields', 'refuse', 'allow', 'status', 'h1']
  const elements = Object.fromEntries(names.map((name) => [name, element(name)])) as Record<string, FakeElement>
  const at = (name: string) => elements[name] ?? element(name)
  at('form').hidden = true
  at('allow').disabled = true
  const posted: { readonly path: string; readonly body: unknown }[] = []
  const replaced: string[] = []
  const timers = new Map<number, { readonly run: () => void; readonly ms: number }>()
  let timer = 0
  const page = { ...target(), visibilityState: 'visible', isInFront: true }
  const window = target()
  const text = { title: 'Show?', lines: ['one', 'two'], allow: 'Show', refuse: 'Cancel', fields }
  const { html } = consentPageHtml(language)
  const done = runInNewContext(`(async () => {${scriptOf(html)}})()`, {
    URLSearchParams,
    location: { hash },
    history: { replaceState: (_state: unknown, _title: string, url: string) => replaced.push(url) },
    document: Object.assign(page, {
      getElementById: at,
      querySelector: at,
      createElement: element,
      hasFocus: () => page.isInFront,
    }),
    addEventListener: window.addEventListener,
    setTimeout: (run: () => void, ms: number) => {
      timer += 1
      timers.set(timer, { run, ms })
      return timer
    },
    clearTimeout: (id: number) => timers.delete(id),
    fetch: async (path: string, { body }: { body: string }) => {
      posted.push({ path, body: JSON.parse(body) })
      const status = statuses[path] === undefined ? 200 : statuses[path]
      if (status === null) throw new Error('no answer')
      return { ok: status === 200, json: async () => ({ secret: 'the-secret', text }) }
    },
  }) as Promise<void>
  await done
  return {
    at,
    page,
    window,
    posted,
    replaced,
    focused: () => focused,
    inputs: () =>
      at('fields').children.flatMap((label) =>
        typeof label === 'string' ? [] : label.children.filter((child) => typeof child !== 'string'),
      ),
    waiting: () => [...timers.values()].map(({ ms }) => ms),
    /** Lets enough time pass with the page in front. */
    settle: () => {
      for (const { run } of timers.values()) run()
      timers.clear()
    },
    /** Lets pending requests complete. */
    next: () => new Promise<void>((resolve) => setImmediate(resolve)),
  }
}

const answers = (posted: readonly { readonly path: string; readonly body: unknown }[]) =>
  posted.filter(({ path }) => path === '/answer').map(({ body }) => body)

describe('@boundary the consent page', () => {
  it('allows only its one script and its one style sheet, by their hashes', () => {
    const { html, policy } = consentPageHtml('en')
    const style = /<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? ''
    expect(policy).toContain(`script-src ${hashOf(scriptOf(html))};`)
    expect(policy).toContain(`style-src ${hashOf(style)};`)
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(html).toContain('<button type="button" id="allow" disabled>')
  })

  it('removes the key from its address and shows the question', async () => {
    const { at, focused, posted, replaced } = await openPage()
    expect(replaced).toEqual(['/'])
    expect(posted).toEqual([{ path: '/question', body: { key: 'the-key' } }])
    expect(at('form').hidden).toBe(false)
    expect(at('h1').textContent).toBe('Show?')
    expect(at('lines').children).toMatchObject([{ textContent: 'one' }, { textContent: 'two' }])
    expect([at('allow').textContent, at('refuse').textContent]).toEqual(['Show', 'Cancel'])
    expect(focused()).toBe(at('refuse'))
  })

  it.each<[string, PageOptions]>([
    ['no key', { hash: '' }],
    ['a key that is spent', { statuses: { '/question': 401 } }],
    ['no server', { statuses: { '/question': null } }],
  ])('offers no answer with %s', async (_what, options) => {
    const { at, settle } = await openPage(options)
    settle()
    expect(at('form').hidden).toBe(true)
    expect(at('allow').disabled).toBe(true)
    expect(at('status').textContent).toMatch(/no longer open/)
  })

  it('accepts a yes only after it was in front for a while without interruption', async () => {
    const { at, next, page, posted, settle, waiting, window } = await openPage()
    at('allow').happen('click')
    expect(answers(posted)).toEqual([])
    expect(waiting()).toEqual([settleTime])
    for (const [event, change] of [
      ['blur', () => (page.isInFront = false)],
      ['focus', () => (page.isInFront = true)],
      ['resize', () => undefined],
    ] as const) {
      change()
      window.happen(event)
      expect(at('allow').disabled).toBe(true)
      expect(waiting()).toEqual(event === 'blur' ? [] : [settleTime])
    }
    settle()
    expect(at('allow').disabled).toBe(false)
    page.visibilityState = 'hidden'
    page.happen('visibilitychange')
    expect(at('allow').disabled).toBe(true)
    expect(waiting()).toEqual([])
    page.visibilityState = 'visible'
    page.happen('visibilitychange')
    settle()
    at('allow').happen('click')
    await next()
    expect(answers(posted)).toEqual([{ secret: 'the-secret', allow: true }])
    expect(at('status').textContent).toMatch(/^Confirmed/)
    expect(at('form').hidden).toBe(true)
  })

  it('ignores events that a script generates', async () => {
    const { at, inputs, next, posted, settle, window } = await openPage({ fields: ['Passphrase'] })
    settle()
    for (const input of inputs()) input.value = 'typed'
    at('allow').happen('click', { isTrusted: false })
    at('refuse').happen('click', { isTrusted: false })
    for (const input of inputs()) input.happen('keydown', { key: 'Enter', isTrusted: false })
    window.happen('keydown', { key: 'Escape', isTrusted: false })
    await next()
    expect(answers(posted)).toEqual([])
  })

  it.each<[string, (page: Awaited<ReturnType<typeof openPage>>) => void]>([
    ['the button', ({ at }) => at('refuse').happen('click')],
    ['Escape', ({ window }) => window.happen('keydown', { key: 'Escape' })],
  ])('refuses immediately after %s', async (_what, refuse) => {
    const opened = await openPage()
    refuse(opened)
    await opened.next()
    expect(answers(opened.posted)).toEqual([{ secret: 'the-secret', allow: false }])
    expect(opened.at('status').textContent).toMatch(/^Canceled/)
    opened.window.happen('keydown', { key: 'Escape' })
    expect(answers(opened.posted)).toHaveLength(1)
  })

  it('sends the passphrases when all are typed, and empties the fields', async () => {
    const { at, focused, inputs, next, posted, settle } = await openPage({ fields: ['Current', 'New'] })
    const [current, following] = inputs()
    expect(inputs().map(({ tag }) => tag)).toEqual(['input', 'input'])
    expect(focused()).toBe(current)
    if (current === undefined || following === undefined) throw new Error('two fields')
    current.value = 'one'
    current.happen('keydown', { key: 'Enter' })
    expect(answers(posted)).toEqual([])
    settle()
    current.happen('keydown', { key: 'Enter', isComposing: true })
    current.happen('keydown', { key: 'a' })
    at('allow').happen('click')
    expect(focused()).toBe(following)
    expect(answers(posted)).toEqual([])
    following.value = 'two'
    following.happen('keydown', { key: 'Enter' })
    await next()
    expect(answers(posted)).toEqual([{ secret: 'the-secret', allow: true, typed: ['one', 'two'] }])
    expect([current.value, following.value]).toEqual(['', ''])
    expect(at('status').textContent).toMatch(/^Passphrase sent/)
  })

  it('reports that its answer was too late, in its language', async () => {
    const { at, next } = await openPage({ language: 'ko', statuses: { '/answer': 401 } })
    at('refuse').happen('click')
    await next()
    expect(at('status').textContent).toContain('더 이상 유효하지 않습니다')
  })
})
