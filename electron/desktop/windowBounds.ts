/**
 * The places of the windows: their size and position for each arrangement of displays, and the zoom of the whole app.
 * An unreadable file counts as missing.
 */
import type { Display, Rectangle } from 'electron'
import { z } from 'zod'
import { openJsonFile } from '../base/files/jsonFile.ts'

const Pixels = z.int().min(-100_000).max(100_000)
const Bounds = z.object({ x: Pixels, y: Pixels, width: Pixels.min(1), height: Pixels.min(1) })
const Place = z.object({ bounds: Bounds, state: z.enum(['normal', 'maximized', 'full-screen']) })
export type WindowBounds = z.infer<typeof Place>

const maxArrangements = 12
const maxWindows = 16
/** A press of Ctrl and + is one step of `setZoomLevel`: 20 % each. */
const zoomLimits = { least: -4, most: 6 }

const Kept = z.object({
  zoom: z.number().min(zoomLimits.least).max(zoomLimits.most),
  /** The one that was used last is the first. */
  arrangements: z
    .array(z.object({ displays: z.string().max(2_000), places: z.array(Place.nullable()).max(maxWindows) }))
    .max(maxArrangements),
})
type Kept = z.infer<typeof Kept>

export type Screens = readonly Pick<Display, 'bounds' | 'workArea' | 'scaleFactor'>[]

export interface StoredBounds {
  /** Returns the place of window number `slot` (from 0), moved into the visible area; null if it has none. */
  of(slot: number, screens: Screens): WindowBounds | null
  /** Remembers it, and writes it after a delay. */
  note(slot: number, place: WindowBounds, screens: Screens): void
  zoom(): number
  /** Changes the zoom by a step, or back to 0. Returns the new level. */
  changeZoom(step: 1 | -1 | 0): number
  /** Starts to write the pending changes. */
  write(): void
  /** Writes pending changes; resolves when they are on disk, or could not be written. */
  settled(): Promise<void>
}

/** Milliseconds without a change before a write, because dragging a window causes an event for every pixel. */
const restMs = 500

/** Reads the places in `file`. Never fails for an invalid content. */
export async function openStoredBounds(file: string): Promise<StoredBounds> {
  const json = await openJsonFile<Kept>({
    path: file,
    schema: Kept,
    version: 1,
    initial: { zoom: 0, arrangements: [] },
  })
  let kept = json.value
  let timer: NodeJS.Timeout | null = null
  let written: Promise<void> = Promise.resolve()

  const write = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const now = kept
    // The place of a window is not worth an error message, also on a full disk.
    written = json
      .change(() => now)
      .then(
        () => undefined,
        () => undefined,
      )
  }
  const change = (next: Kept): void => {
    kept = next
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(write, restMs)
    timer.unref()
  }

  return {
    of: (slot, screens) => {
      const displays = arrangementOf(screens)
      // The place of another arrangement is still the better guess for the size.
      const byLikeness = [
        ...kept.arrangements.filter((each) => each.displays === displays),
        ...kept.arrangements.filter((each) => each.displays !== displays),
      ]
      const found = byLikeness.map((each) => each.places[slot] ?? null).find((place) => place !== null)
      return found === undefined ? null : { ...found, bounds: intoSight(found.bounds, screens) }
    },
    note: (slot, place, screens) => {
      if (slot >= maxWindows) return
      const displays = arrangementOf(screens)
      const before = kept.arrangements.find((each) => each.displays === displays)?.places ?? []
      const places = [...before, ...Array<null>(Math.max(0, slot + 1 - before.length)).fill(null)]
      places[slot] = place
      const others = kept.arrangements.filter((each) => each.displays !== displays)
      change({ ...kept, arrangements: [{ displays, places }, ...others].slice(0, maxArrangements) })
    },
    zoom: () => kept.zoom,
    changeZoom: (step) => {
      const { least, most } = zoomLimits
      const zoom = step === 0 ? 0 : Math.min(most, Math.max(least, kept.zoom + step / 2))
      change({ ...kept, zoom })
      return zoom
    },
    write: () => {
      if (timer !== null) write()
    },
    settled: async () => {
      if (timer !== null) write()
      await written
    },
  }
}

/** Returns the positions of the displays relative to each other, as one text. */
function arrangementOf(screens: Screens): string {
  return screens
    .map(({ bounds: { x, y, width, height }, scaleFactor }) => `${x},${y} ${width}x${height} @${scaleFactor}`)
    .sort()
    .join('; ')
    .slice(0, 2_000)
}

/** Pixels of the title bar that must be visible so that a person can move the window. */
const grip = { width: 120, height: 24 }

/**
 * Returns the bounds, reduced if no display is as large. They keep their position if enough of the title bar is still
 * visible; otherwise they are moved into a work area.
 */
function intoSight(bounds: Rectangle, screens: Screens): Rectangle {
  const nearest = screens.toSorted((a, b) => areaOf(bounds, b.workArea) - areaOf(bounds, a.workArea))[0]?.workArea
  if (nearest === undefined) return bounds
  const width = Math.min(bounds.width, nearest.width)
  const height = Math.min(bounds.height, nearest.height)
  const titleBar = { x: bounds.x, y: bounds.y, width, height: grip.height }
  const isReachable = screens.some(({ workArea }) => {
    const shown = overlap(titleBar, workArea)
    return shown.width >= Math.min(grip.width, width) && shown.height >= grip.height
  })
  if (isReachable) return { ...bounds, width, height }
  return {
    x: Math.min(Math.max(bounds.x, nearest.x), nearest.x + nearest.width - width),
    y: Math.min(Math.max(bounds.y, nearest.y), nearest.y + nearest.height - height),
    width,
    height,
  }
}

function overlap(a: Rectangle, b: Rectangle): { width: number; height: number } {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return { width: Math.max(0, width), height: Math.max(0, height) }
}

function areaOf(a: Rectangle, b: Rectangle): number {
  const { width, height } = overlap(a, b)
  return width * height
}
