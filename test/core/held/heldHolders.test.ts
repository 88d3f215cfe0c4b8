/** The owners of held credentials, the end of each hold, and which part of a text is a credential. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createHeldDigests, mask, sessionOwner, shortestRun } from '../../../electron/core/held/heldDigests.ts'
import { heldFor } from '../../../electron/core/held/heldFor.ts'
import { plainWay } from '../../../electron/storage/profiles/way.ts'
import { custodyWorld, draftTo, type CustodyWorld } from '../custody/custodyWorld.ts'

const one = 'hvs.CAESIJ-first_token/of.a+Test01234567'
const two = 'hvs.CAESIJ-second_token.of.a_Test01234567'
const hex = '0123456789abcdef'.repeat(4)
afterEach(() => {
  vi.useRealTimers()
})

describe('the holders of a credential in a text', () => {
  it('are named once, with the target that each has bound it to', () => {
    const held = createHeldDigests()
    held.hold('session:1', [{ text: one, boundTo: 'way 1' }])
    held.hold('profile:2', [one, { text: two, boundTo: 'way 2' }])
    held.hold('profile:3', [{ text: hex, boundTo: 'way 3' }])
    const [session, profile, second] = [
      { owner: 'session:1', boundTo: 'way 1' },
      { owner: 'profile:2', boundTo: '' },
      { owner: 'profile:2', boundTo: 'way 2' },
    ]
    expect(held.holdersIn(`${one} and again ${one}`)).toEqual([session, profile])
    expect(held.holdersIn(`${one} and ${two}`)).toEqual(expect.arrayContaining([session, profile, second]))
    expect(held.holdersIn(hex)).toEqual([{ owner: 'profile:3', boundTo: 'way 3' }])
    expect(held.holdersIn(`nothing in ${one.slice(0, shortestRun - 1)}`)).toEqual([])
    expect(held.holdersIn('')).toEqual([])
  })

  it('include those that have just released it', () => {
    const held = createHeldDigests(() => 0)
    held.hold(sessionOwner('1'), [{ text: one, boundTo: 'way 1' }])
    held.release(sessionOwner('1'))
    held.release('of nobody')
    expect(held.holdersIn(one)).toEqual([{ owner: 'session:1', boundTo: 'way 1' }])
  })
})

describe('a credential that is held', () => {
  it('is replaced by the next one of its owner, and recognized until no answer to it can arrive any more', () => {
    const clock = { now: 5 }
    const held = createHeldDigests(() => clock.now)
    held.hold('a', [one])
    held.hold('a', [two])
    expect([held.isIn(one), held.isIn(two)]).toEqual([true, true])
    clock.now += 129_999
    held.hold('b', [])
    expect([held.isIn(one), held.isIn(two)]).toEqual([true, true])
    clock.now += 1
    held.hold('b', [])
    expect([held.isIn(one), held.isIn(two)]).toEqual([false, true])
  })

  it('is recognized for longer if its owner holds it again', () => {
    const clock = { now: 0 }
    const held = createHeldDigests(() => clock.now)
    held.hold('a', [one, two])
    held.hold('a', [two])
    held.hold('a', [one, two])
    clock.now = 200_000
    held.hold('b', [])
    expect([held.isIn(one), held.isIn(two)]).toEqual([true, true])
  })

  it('is released without any other call', () => {
    vi.useFakeTimers()
    const held = createHeldDigests()
    held.hold('a', [one])
    held.hold('a', [])
    held.hold('b', [two])
    vi.advanceTimersByTime(129_000)
    expect(held.isIn(one)).toBe(true)
    vi.advanceTimersByTime(3_000)
    expect([held.isIn(one), held.isIn(two)]).toEqual([false, true])
  })

  it('is added to those of its owner, and released with them', () => {
    const clock = { now: 0 }
    const held = createHeldDigests(() => clock.now)
    held.add('a', one)
    held.add('a', two)
    expect([held.isIn(one), held.isIn(two)]).toEqual([true, true])
    held.hold('a', [])
    clock.now = 130_000
    held.hold('b', [])
    expect([held.isIn(one), held.isIn(two)]).toEqual([false, false])
  })

  it('is dropped together with all others, and can be held again', () => {
    const held = createHeldDigests()
    held.hold('a', [one])
    held.hold('b', [two])
    held.clear()
    expect([held.isIn(one), held.isIn(two), held.holdersIn(one)]).toEqual([false, false, []])
    held.hold('a', [one])
    expect([held.isIn(one), held.isIn(two)]).toEqual([true, false])
  })
})

describe('a text', () => {
  const held = createHeldDigests()
  held.hold('a', [one, two, hex])
  const exact = 'abcdefghij0123456789'
  held.hold('b', [exact, 'f'.repeat(30), '0123456789'.repeat(3) + 'ab'])

  it.each<[string, string, boolean]>([
    ['a whole token', one, true],
    ['a token of exactly 20 characters', exact, true],
    ['19 of its characters', exact.slice(1), false],
    ['a token after a long run of other characters', 'x'.repeat(500) + one, true],
    ['a token before a long run of other characters', one + 'x'.repeat(500), true],
    ['a token in the other alphabet of base64', one.replaceAll('-', '+').replaceAll('_', '/'), true],
    ['a token in capitals', one.toUpperCase(), true],
    ['a token with a space in each half', `${one.slice(0, 15)} ${one.slice(15, 30)} ${one.slice(30)}`, false],
    [
      'a token whose characters are not ASCII',
      one.replaceAll('a', 'ä').replaceAll('e', 'é').replaceAll('o', 'ö'),
      false,
    ],
    ['a token behind letters that are not ASCII', `한글${exact}한글`, true],
    ['hex digits in full', hex, true],
    ['the first 32 hex digits', hex.slice(0, 32), true],
    ['the first 31 hex digits', hex.slice(0, 31), false],
    ['the last 32 hex digits', hex.slice(-32), true],
    ['hex digits behind others', `ffff${hex.slice(0, 32)}`, true],
    ['20 of 30 equal hex digits', 'f'.repeat(20), true],
    ['20 of exactly 32 hex digits', '0123456789'.repeat(2), false],
    ['exactly 32 hex digits', `${'0123456789'.repeat(3)}ab`, true],
  ])('with %s contains a credential only if a piece of one is in it', (_what, text, isHeld) => {
    expect(held.isIn(text)).toBe(isHeld)
    expect(held.isIn(`"${text}"`)).toBe(isHeld)
    expect(held.masked(text) === text).toBe(!isHeld)
  })

  it.each([
    [one, mask],
    [`Bearer ${one}`, `Bearer ${mask}`],
    [`${one}!`, `${mask}!`],
    [`a "${one}", b "${two}".`, `a "${mask}", b "${mask}".`],
    [`a x${one}y b`, `a ${mask} b`],
    ['nothing in it', 'nothing in it'],
  ])('%j is masked as %j', (text, masked) => {
    expect(held.masked(text)).toBe(masked)
  })
})

describe('the connections that credentials are held for', () => {
  const address = 'https://vault.example:8200'
  let world: CustodyWorld
  afterEach(() => world.stop())

  it('are listed once, by name, each with the address that its credential is bound to', async () => {
    world = await custodyWorld()
    const second = await world.profiles.add(draftTo(address, 'none', 'second'))
    const first = await world.profiles.add(draftTo('https://other.example', 'none', 'first'))
    const former = plainWay('https://former.example')
    await world.ways.note(first.id, former)
    const holders = [
      { owner: `session:${second.id}`, boundTo: plainWay(address).id },
      { owner: `profile:${second.id}`, boundTo: '' },
      { owner: `ceremony:${first.id}:${second.id}`, boundTo: former.id },
      { owner: `sign-in:${first.id}`, boundTo: 'https://bare.example' },
      { owner: `profile:${first.id}`, boundTo: 'way1:unknown' },
      { owner: `profile:${crypto.randomUUID()}`, boundTo: '' },
      { owner: `another:${first.id}`, boundTo: '' },
      { owner: `of session:${first.id}`, boundTo: '' },
    ]
    expect(await heldFor(world.services, holders)).toEqual([
      { connection: 'first', address: '?' },
      { connection: 'first', address: 'https://bare.example' },
      { connection: 'first', address: 'https://former.example' },
      { connection: 'second', address },
    ])
    expect(await heldFor(world.services, [])).toEqual([])
  })
})
