/** Creates every icon file of the project from the one drawing; the same bytes on every computer (WebAssembly). */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import { icns, ico } from './containers.ts'
import { drawing, type Drawing } from './drawing.ts'

/** https://specifications.freedesktop.org/icon-theme-spec/latest/ */
const linuxSides = [16, 24, 32, 48, 64, 128, 256, 512]

/** The sizes of Windows at 100 % to 250 %, for lists, the task bar and tiles. */
const windowsSides = [16, 20, 24, 32, 40, 48, 64, 128, 256]

/** Types of ICNS by side in pixels; the same picture is used for a size and for half the size on a dense screen. */
const macTypes: readonly (readonly [type: string, side: number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
]

/** macOS draws a tile of 824 in a square of 1024; at 16 pixels, one pixel is left around it. */
const macMargin = (side: number) => (side === 16 ? 1 / 16 : 100 / 1024)

/** Returns the files by their paths below the project. */
export async function iconFiles(): Promise<ReadonlyMap<string, Buffer>> {
  await loaded()
  const files = new Map<string, Buffer>([
    ['build/icon.svg', Buffer.from(drawing({ side: 512 }))],
    ['build/icon-small.svg', Buffer.from(drawing({ side: 16 }))],
    ['build/icon.ico', ico(new Map(windowsSides.map((side) => [side, png({ side })])))],
    ['build/icon.icns', icns(new Map(macTypes.map(([type, side]) => [type, png({ side, margin: macMargin(side) })])))],
  ])
  for (const side of linuxSides) files.set(`build/icons/${side}x${side}.png`, png({ side }))
  return files
}

const png = (wanted: Drawing) =>
  Buffer.from(new Resvg(drawing(wanted), { fitTo: { mode: 'width', value: wanted.side } }).render().asPng())

let loading: Promise<void> | undefined

/** The renderer can be loaded only once in a process. */
async function loaded(): Promise<void> {
  loading ??= initWasm(readFile(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')))
  await loading
}
