/**
 * Strongroom's mark: the round door of a strongroom, its hinges and its wheel, on a tile. The only source of all icons.
 */

const wall = { top: '#6373e4', bottom: '#383eaa' }
const steel = '#ffffff'
const inside = '#2b3280'

/** In units of a tile that is 32 wide. */
interface Proportions {
  readonly corner: number
  readonly ring: { readonly radius: number; readonly width: number }
  readonly hub: number
  /** `out` is how far they protrude from the door; the rest is behind it. */
  readonly hinge: {
    readonly out: number
    readonly width: number
    readonly height: number
    readonly offset: number
    readonly corner: number
  }
  readonly spokes?: { readonly length: number; readonly width: number }
}

/** From 32 pixels on: with the wheel's spokes. */
const full: Proportions = {
  corner: 7.2,
  ring: { radius: 9.3, width: 2.6 },
  hub: 2.7,
  hinge: { out: 2, width: 5, height: 3.4, offset: 4.6, corner: 0.9 },
  spokes: { length: 5.4, width: 1.8 },
}

/** Below: fewer parts, thicker, on whole pixels at 16. */
const small: Proportions = {
  corner: 7,
  ring: { radius: 8, width: 4 },
  hub: 2.9,
  hinge: { out: 4, width: 7, height: 4, offset: 6, corner: 1 },
}

export interface Drawing {
  /** The side that it is drawn for, in pixels. */
  readonly side: number
  /** The space around the tile, as a part of the side. */
  readonly margin?: number
}

/** Returns the mark as an SVG file, with the detail that is readable at this size. */
export function drawing({ side, margin = 0 }: Drawing): string {
  const { corner, ring, hub, hinge, spokes } = side < 32 ? small : full
  const outer = ring.radius + ring.width / 2
  // Hinges and door are centered together.
  const left = 16 - (outer * 2 + hinge.out) / 2
  const centre = 32 - left - outer
  const number = (value: number) => String(Number(value.toFixed(3)))
  const hinges = [-1, 1].map((direction) => {
    const y = 16 + direction * hinge.offset - hinge.height / 2
    return `<rect x="${number(left)}" y="${number(y)}" width="${hinge.width}" height="${hinge.height}" rx="${hinge.corner}" />`
  })
  const wheel =
    spokes === undefined
      ? []
      : [-90, 30, 150].map((degrees) => {
          const angle = (degrees * Math.PI) / 180
          const [x, y] = [centre + spokes.length * Math.cos(angle), 16 + spokes.length * Math.sin(angle)]
          return `<line x1="${number(centre)}" y1="16" x2="${number(x)}" y2="${number(y)}" />`
        })
  const edge = (32 * margin) / (1 - 2 * margin)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${[-edge, -edge, 32 + 2 * edge, 32 + 2 * edge].map(number).join(' ')}">`,
    '  <title>Strongroom</title>',
    '  <linearGradient id="wall" x1="0" y1="0" x2="0" y2="1">',
    `    <stop offset="0" stop-color="${wall.top}" />`,
    `    <stop offset="1" stop-color="${wall.bottom}" />`,
    '  </linearGradient>',
    `  <rect width="32" height="32" rx="${corner}" fill="url(#wall)" />`,
    `  <g fill="${steel}">`,
    ...hinges.map((line) => `    ${line}`),
    '  </g>',
    `  <circle cx="${number(centre)}" cy="16" r="${ring.radius}" fill="${inside}" stroke="${steel}" stroke-width="${ring.width}" />`,
    ...(wheel.length === 0
      ? []
      : [
          `  <g stroke="${steel}" stroke-width="${spokes?.width}" stroke-linecap="round">`,
          ...wheel.map((line) => `    ${line}`),
          '  </g>',
        ]),
    `  <circle cx="${number(centre)}" cy="16" r="${hub}" fill="${steel}" />`,
    '</svg>',
    '',
  ].join('\n')
}
