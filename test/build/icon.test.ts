/** The icons: the committed files match the drawing, in the sizes that each platform needs. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { iconFiles } from '../../scripts/icon/files.ts'
import { project } from './scratchProject.ts'

const committed = (path: string) => readFileSync(join(project, path))

/** Returns the width of a PNG file, from its header. https://www.w3.org/TR/png-3/#11IHDR */
function pngSide(png: Buffer): number {
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG')
  expect(png.readUInt32BE(16)).toBe(png.readUInt32BE(20))
  return png.readUInt32BE(16)
}

describe('the icons', () => {
  it('are the output of scripts/icon/make.ts, byte for byte', async () => {
    const files = await iconFiles()
    for (const [path, bytes] of files)
      expect(committed(path).equals(bytes), `${path}: run scripts/icon/make.ts`).toBe(true)
    const drawn = new Set([...files.keys()].filter((path) => path.startsWith('build/icons/')))
    expect(new Set(readdirSync(join(project, 'build', 'icons')).map((name) => `build/icons/${name}`))).toEqual(drawn)
  })

  it('are in the sizes of Linux, each under its name', () => {
    for (const name of readdirSync(join(project, 'build', 'icons'))) {
      const side = pngSide(committed(`build/icons/${name}`))
      expect(name).toBe(`${side}x${side}.png`)
    }
  })

  it('are in the sizes of Windows, from 16 to 256', () => {
    const file = committed('build/icon.ico')
    const sides = Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
      const entry = 6 + 16 * index
      const [length, offset] = [file.readUInt32LE(entry + 8), file.readUInt32LE(entry + 12)]
      const side = pngSide(file.subarray(offset, offset + length))
      expect(file.readUInt8(entry)).toBe(side % 256)
      return side
    })
    expect(sides).toEqual([16, 20, 24, 32, 40, 48, 64, 128, 256])
  })

  it('are in the sizes of macOS, from 16 to 512 on a dense screen', () => {
    const file = committed('build/icon.icns')
    expect(file.subarray(0, 4).toString('latin1')).toBe('icns')
    expect(file.readUInt32BE(4)).toBe(file.length)
    const sides: Record<string, number> = {}
    for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
      sides[file.subarray(at, at + 4).toString('latin1')] = pngSide(file.subarray(at + 8))
    }
    expect(sides).toMatchObject({
      icp4: 16,
      icp5: 32,
      ic07: 128,
      ic08: 256,
      ic09: 512,
      ic10: 1024,
      ic11: 32,
      ic14: 512,
    })
  })
})
