/** Counts the values and levels of a JSON text without parsing it, so that a hostile text costs no memory. */

export interface JsonBound {
  /** Values: members, elements, and the objects and lists themselves. */
  readonly values: number
  /** Levels of objects and lists. */
  readonly depth: number
}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const openList = 0x5b
const closeList = 0x5d
const openObject = 0x7b
const closeObject = 0x7d

/**
 * Returns the number of values and levels in a JSON text (UTF-8). Stops counting at the first bound that is exceeded,
 * so a figure above its bound is a lower limit. A text that is not JSON also has figures.
 */
export function jsonShape(bytes: Uint8Array, bound: JsonBound): JsonBound {
  let values = 1
  let depth = 0
  let deepest = 0
  for (let at = 0; at < bytes.length; at += 1) {
    switch (bytes[at]) {
      case quote:
        at += 1
        while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1
        break
      case comma:
        values += 1
        break
      case openList:
      case openObject:
        values += 1
        depth += 1
        if (depth > deepest) deepest = depth
        break
      case closeList:
      case closeObject:
        depth -= 1
        break
    }
    if (values > bound.values || deepest > bound.depth) break
  }
  return { values, depth: deepest }
}
