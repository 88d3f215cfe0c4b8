/** Where windows are remembered: in sight, whatever the file says and whichever displays are left. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPlaces, type Place, type Screens } from '../../electron/desktop/places.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'

const display = (x: number, y: number, width: number, height: number, bar = 24) => ({
  bounds: { x, y, width, height },
  workArea: { x, y: y + bar, width, height: height - bar },
  scaleFactor: 1,
})
const laptop: Screens = [display(0, 0, 1440, 900)]
const docked: Screens = [display(0, 0, 1440, 900), display(1440, 0, 2560, 1440)]
const at = (x: number, y: number, width = 1000, height = 700): Place => ({
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

/** Remembers places, closes, and reads them anew. */
async function remembered(...notes: readonly (readonly [number, Place, Screens])[]) {
  const places = await openPlaces(file)
  for (const [slot, place, screens] of notes) places.note(slot, place, screens)
  await places.settled()
  return openPlaces(file)
}

describe('the place of a window', () => {
  it('is none at the first start', async () => {
    expect((await openPlaces(file)).of(0, laptop)).toBeNull()
  })

  it('comes back as it was, each window its own, maximised or not', async () => {
    const second: Place = { ...at(60, 80), state: 'maximized' }
    const places = await remembered([0, at(100, 120), laptop], [1, second, laptop])
    expect([places.of(0, laptop), places.of(1, laptop), places.of(2, laptop)]).toEqual([at(100, 120), second, null])
  })

  it('is its own for each arrangement of displays', async () => {
    const places = await remembered([0, at(1500, 100), docked], [0, at(10, 40), laptop])
    expect(places.of(0, docked)).toEqual(at(1500, 100))
    expect(places.of(0, laptop)).toEqual(at(10, 40))
  })

  it('is moved into a work area when its display is gone', async () => {
    const places = await remembered([0, at(2600, 900), docked])
    expect(places.of(0, laptop)).toEqual(at(440, 200))
  })

  it('is made smaller where the display is', async () => {
    const places = await remembered([0, at(1440, 24, 2560, 1416), docked])
    expect(places.of(0, laptop)?.bounds).toEqual({ x: 0, y: 24, width: 1440, height: 876 })
  })

  it('can always be taken hold of', async () => {
    const number = fc.integer({ min: -20_000, max: 20_000 })
    const size = fc.integer({ min: 1, max: 20_000 })
    const places = await openPlaces(file)
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
    )
    await places.settled()
  })

  it('says nothing when there is no display at all', async () => {
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
  ])('may hold anything: %s', async (content) => {
    await writeFile(file, content)
    const places = await openPlaces(file)
    expect([places.of(0, laptop), places.zoom()]).toEqual([null, 0])
    places.note(0, at(10, 40), laptop)
    await places.settled()
    expect(places.of(0, laptop)).toEqual(at(10, 40))
  })

  it('is written whole, for its owner alone, and only a few arrangements long', async () => {
    const places = await openPlaces(file)
    for (let width = 0; width < 40; width++) places.note(0, at(0, 30), [display(0, 0, 1000 + width, 900)])
    await places.settled()
    const content = JSON.parse(await readFile(file, 'utf8')) as { arrangements: unknown[] }
    expect(content.arrangements.length).toBe(12)
  })
})

describe('the zoom', () => {
  it('goes in steps, within bounds, back to where it was, and is remembered', async () => {
    const places = await openPlaces(file)
    expect([places.changeZoom(1), places.changeZoom(1), places.changeZoom(-1)]).toEqual([0.5, 1, 0.5])
    for (let count = 0; count < 50; count++) places.changeZoom(1)
    expect(places.zoom()).toBe(6)
    for (let count = 0; count < 50; count++) places.changeZoom(-1)
    expect(places.zoom()).toBe(-4)
    await places.settled()
    expect((await openPlaces(file)).zoom()).toBe(-4)
    expect(places.changeZoom(0)).toBe(0)
    await places.settled()
  })
})
