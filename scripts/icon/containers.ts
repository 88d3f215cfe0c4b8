/** The two file formats that contain an icon in several sizes. Both embed PNG files unchanged. */

/** Windows' ICO. https://learn.microsoft.com/en-us/previous-versions/ms997538(v=msdn.10) */
export function ico(images: ReadonlyMap<number, Buffer>): Buffer {
  const header = Buffer.alloc(6 + 16 * images.size)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(images.size, 4)
  let entry = 6
  let offset = header.length
  for (const [side, png] of images) {
    // One byte for each: 256 is written as 0.
    header.writeUInt8(side % 256, entry)
    header.writeUInt8(side % 256, entry + 1)
    header.writeUInt16LE(1, entry + 4)
    header.writeUInt16LE(32, entry + 6)
    header.writeUInt32LE(png.length, entry + 8)
    header.writeUInt32LE(offset, entry + 12)
    entry += 16
    offset += png.length
  }
  return Buffer.concat([header, ...images.values()])
}

/**
 * macOS' ICNS: by four-letter types, each for a size and a scale. https://en.wikipedia.org/wiki/Apple_Icon_Image_format
 */
export function icns(images: ReadonlyMap<string, Buffer>): Buffer {
  const parts = [...images].map(([type, png]) => {
    const header = Buffer.alloc(8)
    header.write(type, 'latin1')
    header.writeUInt32BE(png.length + header.length, 4)
    return Buffer.concat([header, png])
  })
  const header = Buffer.alloc(8)
  header.write('icns', 'latin1')
  header.writeUInt32BE(
    parts.reduce((sum, part) => sum + part.length, header.length),
    4,
  )
  return Buffer.concat([header, ...parts])
}
