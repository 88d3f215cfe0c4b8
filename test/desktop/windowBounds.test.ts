/** Remembered window positions: always visible, for any content of the file and any remaining displays. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openStoredBounds, type WindowBounds, type Screens } from '../../electron/desktop/windowBounds.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'

const display = (x: number, y: number, width: number, height: number, bar = 24) => ({
  bounds: { x, y, width, height },
  workArea: { x, y: y + bar, width, height: height - bar },
  scaleFactor: 1,
})
const laptop: Screens = [display(0, 0, 1440, 900)]
const docked: Screens = [display(0, 0, 1440, 900), display(1440, 0, 2560, 1440)]
const at = (x: number, y: number, width = 1000, height = 700): WindowBounds => ({
  bounds: { x, y, width, height },
  state: 'normal',
})

let folder: string
let file: string

beforeEach(async () => {
  folder = await temporaryFolder('places')
  file = join(folder, 'windows.json')
})
afterEach(() => removeFolder(folder))

/** Records positions, closes, and reads them again. */
async function remembered(...notes: readonly (readonly [number, WindowBounds, Screens])[]) {
  const places = await openStoredBounds(file)
  for (const [slot, place, screens] of notes) places.note(slot, place, screens)
  await places.settled()
  return openStoredBounds(file)
}

describe('the position of a window', () => {
  it('is undefined at the first start', async () => {
    expect((await openStoredBounds(file)).of(0, laptop)).toBeNull()
  })

  it('is restored for each window, maximized or not', async () => {
    const second: WindowBounds = { ...at(60, 80), state: 'maximized' }
    const places = await remembered([0, at(100, 120), laptop], [1, second, laptop])
    expect([places.of(0, laptop), places.of(1, laptop), places.of(2, laptop)]).toEqual([at(100, 120), second, null])
  })

  it('is separate for each arrangement of displays', async () => {
    const places = await remembered([0, at(1500, 100), docked], [0, at(10, 40), laptop])
    expect(places.of(0, docked)).toEqual(at(1500, 100))
    expect(places.of(0, laptop)).toEqual(at(10, 40))
  })

  it('is moved into a work area if its display is gone', async () => {
    const places = await remembered([0, at(2600, 900), docked])
    expect(places.of(0, laptop)).toEqual(at(440, 200))
  })

  it('is reduced to the size of a smaller display', async () => {
    const places = await remembered([0, at(1440, 24, 2560, 1416), docked])
    expect(places.of(0, laptop)?.bounds).toEqual({ x: 0, y: 24, width: 1440, height: 876 })
  })

  it('is moved back if that reduction makes its title bar unreachable', async () => {
    const wide = await remembered([0, at(-1800, 100, 2560, 700), docked])
    expect(wide.of(0, laptop)?.bounds).toEqual({ x: 0, y: 100, width: 1440, height: 700 })
    // 120 pixels of a window that is one pixel wider than the display.
    const narrow = await remembered([0, at(-1321, 24, 1441, 700), docked])
    expect(narrow.of(0, laptop)?.bounds).toEqual({ x: 0, y: 24, width: 1440, height: 700 })
  })

  it('always leaves the title bar reachable', async () => {
    const number = fc.integer({ min: -20_000, max: 20_000 })
    const size = fc.integer({ min: 1, max: 20_000 })
    const places = await openStoredBounds(file)
    fc.assert(
      fc.property(number, number, size, size, (x, y, width, height) => {
        places.note(0, at(x, y, width, height), docked)
        const { bounds } = places.of(0, laptop) ?? at(0, 0)
        const [{ workArea } = display(0, 0, 0, 0)] = laptop
        expect(bounds.width).toBeLessThanOrEqual(workArea.width)
        expect(bounds.height).toBeLessThanOrEqual(workArea.height)
        // The title bar: no higher than the work area, and enough of it inside.
        expect(bounds.y).toBeGreaterThanOrEqual(workArea.y)
        expect(bounds.y).toBeLessThanOrEqual(workArea.y + workArea.height - Math.min(bounds.height, 24))
        const inside = Math.min(bounds.x + bounds.width, workArea.x + workArea.width) - Math.max(bounds.x, workArea.x)
        expect(inside).toBeGreaterThanOrEqual(Math.min(bounds.width, 120))
      }),
      { examples: [[-1321, 24, 1441, 1]] },
    )
    await places.settled()
  })

  it.each<readonly [string, WindowBounds['bounds'], WindowBounds['bounds']]>([
    // x, y, width, height: 120 × 24 pixels of the title bar are enough, and one less is not.
    ['left, still in reach', at(-880, 24).bounds, at(-880, 24).bounds],
    ['left, out of reach', at(-881, 24).bounds, at(0, 24).bounds],
    ['right, still in reach', at(1320, 24).bounds, at(1320, 24).bounds],
    ['right, out of reach', at(1321, 24).bounds, at(440, 24).bounds],
    ['above, out of reach', at(100, 23).bounds, at(100, 24).bounds],
    ['below, still in reach', at(100, 876).bounds, at(100, 876).bounds],
    ['below, out of reach', at(100, 877).bounds, at(100, 200).bounds],
    ['narrow, wholly in reach', at(1340, 100, 100, 700).bounds, at(1340, 100, 100, 700).bounds],
    ['narrow, partly out of reach', at(1341, 100, 100, 700).bounds, at(1340, 100, 100, 700).bounds],
  ])('at the edge of a display stays or is moved: %s', async (_where, before, after) => {
    const places = await remembered([0, { bounds: before, state: 'normal' }, laptop])
    expect(places.of(0, laptop)?.bounds).toEqual(after)
  })

  it('is moved to the display that shows most of it, in any order of displays', async () => {
    // 30 % of the window is on the left display, above its work area.
    const place = at(1140, -100)
    for (const screens of [docked, docked.toReversed()]) {
      const places = await remembered([0, place, screens])
      expect(places.of(0, screens)?.bounds).toEqual({ x: 1440, y: 24, width: 1000, height: 700 })
    }
    // 250 × 20 pixels on the left, 50 × 300 on the right: the larger area counts, not the longer side.
    const side = [display(0, 0, 1000, 1020, 0), display(1000, 1000, 1000, 1000, 0)]
    const low: WindowBounds = { bounds: { x: 750, y: 1000, width: 300, height: 300 }, state: 'normal' }
    const places = await remembered([0, low, side])
    expect(places.of(0, side)?.bounds).toEqual({ x: 1000, y: 1000, width: 300, height: 300 })
  })

  it('is the same for displays in another order, and another one for another scale', async () => {
    const places = await remembered([0, at(1500, 100), docked], [0, at(10, 40), laptop])
    expect(places.of(0, docked.toReversed())).toEqual(at(1500, 100))
    const scaled = docked.map((each) => ({ ...each, scaleFactor: 2 }))
    // For an unknown arrangement, the most recently used one is the better guess.
    expect(places.of(0, scaled)).toEqual(at(10, 40))
  })

  it('is taken from another arrangement if the window is unknown in this one', async () => {
    const places = await remembered([1, at(1500, 100), docked], [0, at(10, 40), laptop])
    expect([places.of(1, laptop)?.bounds.width, places.of(2, laptop), places.of(0, docked)]).toEqual([
      1000,
      null,
      at(10, 40),
    ])
  })

  it('is remembered for 16 windows, each under its own number', async () => {
    const places = await openStoredBounds(file)
    places.note(15, at(150, 100), laptop)
    places.note(2, at(20, 100), laptop)
    places.note(16, at(160, 100), laptop)
    await places.settled()
    const again = await openStoredBounds(file)
    const found = Array.from({ length: 18 }, (_, slot) => again.of(slot, laptop)?.bounds.x ?? null)
    expect(found.flatMap((x, slot) => (x === null ? [] : [[slot, x]]))).toEqual([
      [2, 20],
      [15, 150],
    ])
    again.note(2, at(25, 100), laptop)
    expect([again.of(2, laptop)?.bounds.x, again.of(15, laptop)?.bounds.x]).toEqual([25, 150])
  })

  it('is remembered on a wall of displays', async () => {
    const wall = Array.from({ length: 200 }, (_, index) => display(index * 10_000, 0, 1920, 1080))
    const places = await remembered([0, at(50, 60), wall])
    expect(places.of(0, wall)).toEqual(at(50, 60))
  })

  it('is undefined if there is no display at all', async () => {
    const places = await remembered([0, at(0, 24), laptop])
    expect(places.of(0, [])).toEqual(at(0, 24))
  })
})

describe('its file', () => {
  it.each([
    'not json',
    '{}',
    '{"version":1,"zoom":"large","arrangements":[]}',
    '{"version":1,"zoom":0,"arrangements":[{"displays":"x","places":[{"bounds":{"x":1e9,"y":0,"width":1,"height":1},"state":"normal"}]}]}',
    '{"version":1,"zoom":0,"arrangements":[{"displays":"x","places":[{"bounds":{"x":0,"y":0,"width":0,"height":-5},"state":"normal"}]}]}',
    '{"version":99,"zoom":0,"arrangements":[]}',
    '\u0000\u0001',
  ])('can have any content: %s', async (content) => {
    await writeFile(file, content)
    const places = await openStoredBounds(file)
    expect([places.of(0, laptop), places.zoom()]).toEqual([null, 0])
    places.note(0, at(10, 40), laptop)
    await places.settled()
    expect(places.of(0, laptop)).toEqual(at(10, 40))
  })

  it.each<readonly [string, object, boolean]>([
    ['at the bounds', { bounds: { x: -100_000, y: 100_000, width: 1, height: 1 } }, true],
    ['too far left', { bounds: { x: -100_001, y: 0, width: 1, height: 1 } }, false],
    ['too far down', { bounds: { x: 0, y: 100_001, width: 1, height: 1 } }, false],
    ['without a width', { bounds: { x: 0, y: 0, width: 0, height: 1 } }, false],
    ['without a height', { bounds: { x: 0, y: 0, width: 1, height: 0 } }, false],
    ['between pixels', { bounds: { x: 0.5, y: 0, width: 1, height: 1 } }, false],
    ['of unknown state', { state: 'rolled-up' }, false],
    ['maximized', { state: 'maximized' }, true],
    ['without bounds', { bounds: undefined }, false],
  ])('is read as a whole or not at all: a position %s', async (_what, change, isRead) => {
    const place = { bounds: { x: 0, y: 30, width: 900, height: 600 }, state: 'normal', ...change }
    const arrangements = [{ displays: 'x', places: [null, place] }]
    await writeFile(file, JSON.stringify({ version: 1, zoom: 2, arrangements }))
    const places = await openStoredBounds(file)
    expect([places.zoom(), places.of(1, []) !== null, places.of(0, [])]).toEqual([isRead ? 2 : 0, isRead, null])
  })

  it.each<readonly [object, number]>([
    [{ zoom: 6 }, 6],
    [{ zoom: 6.5 }, 0],
    [{ zoom: -4 }, -4],
    [{ zoom: -4.5 }, 0],
    [{ arrangements: Array.from({ length: 12 }, () => ({ displays: 'x', places: [] })) }, 1],
    [{ arrangements: Array.from({ length: 13 }, () => ({ displays: 'x', places: [] })) }, 0],
    [{ arrangements: [{ displays: 'x'.repeat(2000), places: Array(16).fill(null) }] }, 1],
    [{ arrangements: [{ displays: 'x'.repeat(2001), places: [] }] }, 0],
    [{ arrangements: [{ displays: 'x', places: Array(17).fill(null) }] }, 0],
    [{ arrangements: [{ places: [] }] }, 0],
    [{ arrangements: undefined }, 0],
  ])('has limited bounds, case %#', async (change, zoom) => {
    await writeFile(file, JSON.stringify({ version: 1, zoom: 1, arrangements: [], ...change }))
    expect((await openStoredBounds(file)).zoom()).toBe(zoom)
  })

  it('is written 500 ms after the last change, or immediately on request', async () => {
    const places = await openStoredBounds(file)
    const isWritten = () =>
      readFile(file, 'utf8').then(
        (text) => /"x": ?70/.test(text),
        () => false,
      )
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      places.note(0, at(60, 40), laptop)
      vi.advanceTimersByTime(400)
      places.note(0, at(70, 40), laptop)
      vi.advanceTimersByTime(499)
      expect(vi.getTimerCount()).toBe(1)
      vi.advanceTimersByTime(1)
      expect(vi.getTimerCount()).toBe(0)
      await vi.waitUntil(isWritten, { timeout: 5_000 })
      // No change is pending: nothing is written.
      await writeFile(file, '{}')
      places.write()
      await places.settled()
      expect(await readFile(file, 'utf8')).toBe('{}')
      places.note(0, at(70, 50), laptop)
      places.write()
      expect(vi.getTimerCount()).toBe(0)
      await vi.waitUntil(isWritten, { timeout: 5_000 })
    } finally {
      vi.useRealTimers()
    }
  })

  it('is written completely, readable only by its owner, and with a limited number of arrangements', async () => {
    const places = await openStoredBounds(file)
    for (let width = 0; width < 40; width++) places.note(0, at(0, 30), [display(0, 0, 1000 + width, 900)])
    await places.settled()
    const content = JSON.parse(await readFile(file, 'utf8')) as { arrangements: unknown[] }
    expect(content.arrangements.length).toBe(12)
  })
})

describe('the zoom', () => {
  it('changes in steps, within bounds, can be reset, and is remembered', async () => {
    const places = await openStoredBounds(file)
    expect([places.changeZoom(1), places.changeZoom(1), places.changeZoom(-1)]).toEqual([0.5, 1, 0.5])
    for (let count = 0; count < 50; count++) places.changeZoom(1)
    expect(places.zoom()).toBe(6)
    for (let count = 0; count < 50; count++) places.changeZoom(-1)
    expect(places.zoom()).toBe(-4)
    await places.settled()
    expect((await openStoredBounds(file)).zoom()).toBe(-4)
    expect(places.changeZoom(0)).toBe(0)
    await places.settled()
  })
})
