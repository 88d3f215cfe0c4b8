/** Color arithmetic for the contrast test: CSS Color 4 (OKLCH → sRGB) and WCAG 2.2 (contrast ratio). */

export type Oklch = { readonly lightness: number; readonly chroma: number; readonly hue: number }
export type LinearRgb = readonly [red: number, green: number, blue: number]

/** Parses `oklch(0.5 0.17 274)`; throws for anything else, including an alpha value. */
export function parseOklch(text: string): Oklch {
  const found = /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)$/.exec(text.trim())
  if (found === null) throw new Error(`not an opaque oklch color: ${text}`)
  const [lightness = 0, chroma = 0, hue = 0] = found.slice(1).map(Number)
  return { lightness, chroma, hue }
}

/** Returns the color as linear-light sRGB, each channel 0 to 1 inside the gamut: CSS Color 4, section 18. */
export function toLinearRgb({ lightness, chroma, hue }: Oklch): LinearRgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

/** Whether an sRGB screen can display the color as written. */
export function isInSrgb(color: Oklch): boolean {
  return toLinearRgb(color).every((channel) => channel >= -0.0005 && channel <= 1.0005)
}

function luminance(color: Oklch): number {
  const [red, green, blue] = toLinearRgb(color).map((channel) => Math.min(1, Math.max(0, channel)))
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
}

/** Returns the contrast ratio of two colors, 1 to 21: WCAG 2.2. */
export function contrast(one: Oklch, other: Oklch): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}
