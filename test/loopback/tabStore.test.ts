/** Keys, sessions and tabs of the loopback shell in memory: the effect of each secret, and its end. */
import { beforeEach, describe, expect, it } from 'vitest'
import { digest, matches, randomSecret } from '../../electron/loopback/secrets.ts'
import { createSessionGate, keyLifetime, type SessionGate } from '../../electron/loopback/sessionGate.ts'
import { createTabs, type TabChannel, type Tabs } from '../../electron/loopback/tabs.ts'

interface Channel extends TabChannel {
  readonly closed: string[]
  readonly asked: () => number
}

/** A channel whose page answers `isThere` when it is asked whether it still exists. */
function channel(page: string, isThere: boolean | Promise<boolean> = true): Channel {
  const closed: string[] = []
  let asked = 0
  return {
    page,
    closed,
    asked: () => asked,
    isThere: async () => {
      asked += 1
      return isThere
    },
    close: (why) => closed.push(why),
  }
}

describe('@boundary a secret', () => {
  it('has 256 bits, is never repeated, and is recognized only by its digest', () => {
    const secrets = Array.from({ length: 50 }, randomSecret)
    expect(new Set(secrets).size).toBe(50)
    for (const secret of secrets) expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
    const [one = '', two = ''] = secrets
    expect(digest(one)).toHaveLength(32)
    expect(matches(one, digest(one))).toBe(true)
    for (const wrong of [two, '', `${one} `, one.slice(1), one.toUpperCase()])
      expect(matches(wrong, digest(one))).toBe(false)
  })
})

describe('the gate', () => {
  let now: number
  let gate: SessionGate
  beforeEach(() => {
    now = 1_000_000
    gate = createSessionGate(() => now)
  })

  it('exchanges a key for a session, once', () => {
    expect(gate.redeem(randomSecret())).toBeUndefined()
    const key = gate.newKey()
    expect(gate.redeem('')).toBeUndefined()
    const redeemed = gate.redeem(key)
    expect(redeemed).toMatchObject({ cookie: expect.any(String), tab: expect.any(String) })
    expect(gate.redeem(key)).toBeUndefined()
    expect(new Set([key, redeemed?.cookie, redeemed?.tab]).size).toBe(3)
  })

  it.each([
    [0, true],
    [keyLifetime - 1, true],
    [keyLifetime, false],
    [-1, false],
  ])('checks the age of a key: %i ms is valid: %s', (age, isTaken) => {
    const key = gate.newKey()
    now += age
    expect(gate.redeem(key) !== undefined).toBe(isTaken)
  })

  it('recognizes a session by its cookie until that session ends, and others still', async () => {
    const sessions = [1, 2].map(() => gate.redeem(gate.newKey()))
    const [one, two] = sessions.map((each) => gate.sessionOf(each?.cookie))
    expect(one).toBeDefined()
    expect(two).toBeDefined()
    expect(one).not.toBe(two)
    for (const cookie of [undefined, '', randomSecret(), sessions[0]?.tab])
      expect(gate.sessionOf(cookie)).toBeUndefined()
    const opened = channel('page')
    expect(await one?.tabs.open(sessions[0]?.tab ?? '', opened, false)).toBe('open')
    expect(await two?.tabs.open(sessions[0]?.tab ?? '', channel('page'), false)).toBe('unknown')
    one?.end()
    expect(opened.closed).toEqual(['ended'])
    expect(gate.sessionOf(sessions[0]?.cookie)).toBeUndefined()
    expect(gate.sessionOf(sessions[1]?.cookie)).toBe(two)
  })
})

describe('the tabs of a session', () => {
  let tabs: Tabs
  beforeEach(() => {
    tabs = createTabs()
  })

  it('are opened by their own secret', async () => {
    const [one, two] = [tabs.add(), tabs.add()]
    expect(one).not.toBe(two)
    const [a, b] = [channel('a'), channel('b')]
    expect([await tabs.open(one, a, false), await tabs.open(two, b, false)]).toEqual(['open', 'open'])
    expect(await tabs.open('', channel('c'), false)).toBe('unknown')
    expect([a.closed, b.closed, a.asked(), b.asked()]).toEqual([[], [], 0, 0])
  })

  it.each<[string, string, boolean, boolean, string, number]>([
    ['the same document', 'first', false, true, 'open', 0],
    ['another document, while the first is there', 'other', false, true, 'used-elsewhere', 1],
    ['another document, while the first is gone', 'other', false, false, 'open', 1],
    ['another document that takes it', 'other', true, true, 'open', 0],
  ])('are assigned to %s', async (_what, page, take, isThere, outcome, asked) => {
    const secret = tabs.add()
    const first = channel('first', isThere)
    await tabs.open(secret, first, false)
    const second = channel(page)
    expect(await tabs.open(secret, second, take)).toBe(outcome)
    expect(first.asked()).toBe(asked)
    expect(first.closed).toEqual(outcome === 'open' ? ['used-elsewhere'] : [])
    expect(second.closed).toEqual([])
  })

  it('are free when their channel is closed, and only theirs', async () => {
    const [one, two] = [tabs.add(), tabs.add()]
    const [a, b] = [channel('a'), channel('b')]
    await tabs.open(one, a, false)
    await tabs.open(two, b, false)
    tabs.forget(a)
    expect(await tabs.open(one, channel('c'), false)).toBe('open')
    expect([a.closed, a.asked()]).toEqual([[], 0])
    expect(await tabs.open(two, channel('c'), false)).toBe('used-elsewhere')
    tabs.forget(channel('d'))
    expect(await tabs.open(two, channel('c'), false)).toBe('used-elsewhere')
  })

  it('stay with the document that took them while another one was asked', async () => {
    const secret = tabs.add()
    const answer = Promise.withResolvers<boolean>()
    const first = channel('first', answer.promise)
    await tabs.open(secret, first, false)
    const slow = channel('slow')
    const opening = tabs.open(secret, slow, false)
    const taking = channel('taking')
    expect(await tabs.open(secret, taking, true)).toBe('open')
    answer.resolve(false)
    expect(await opening).toBe('open')
    expect([first.closed, taking.closed]).toEqual([['used-elsewhere'], ['used-elsewhere']])
  })

  it('all end with the session, including those that are being opened', async () => {
    const [one, two] = [tabs.add(), tabs.add()]
    const answer = Promise.withResolvers<boolean>()
    const first = channel('first', answer.promise)
    await tabs.open(one, first, false)
    const opening = tabs.open(one, channel('second'), false)
    tabs.closeAll()
    expect(first.closed).toEqual(['ended'])
    answer.resolve(false)
    expect(await opening).toBe('unknown')
    expect(await tabs.open(two, channel('third'), false)).toBe('unknown')
    expect(await tabs.open(tabs.add(), channel('fourth'), true)).toBe('unknown')
  })

  it('are limited to 100: the oldest unused one is dropped', async () => {
    const secrets = Array.from({ length: 100 }, () => tabs.add())
    const [first = '', second = '', third = ''] = secrets
    const open = channel('first')
    await tabs.open(first, open, false)
    const added = tabs.add()
    expect(await tabs.open(second, channel('b'), false)).toBe('unknown')
    for (const secret of [third, secrets.at(-1) ?? '', added]) {
      expect(await tabs.open(secret, channel('c'), false)).toBe('open')
    }
    expect(open.closed).toEqual([])
  })

  it('are limited to 100: the oldest one is ended if all are in use', async () => {
    const opened: Channel[] = []
    for (let count = 0; count < 100; count++) {
      const each = channel(`page ${count}`)
      opened.push(each)
      await tabs.open(tabs.add(), each, false)
    }
    const secret = tabs.add()
    expect(opened.map(({ closed }) => closed.length)).toEqual([1, ...Array.from({ length: 99 }, () => 0)])
    expect(opened[0]?.closed).toEqual(['ended'])
    expect(await tabs.open(secret, channel('new'), false)).toBe('open')
  })
})
