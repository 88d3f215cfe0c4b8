import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { contrast, isInSrgb, type Oklch, parseOklch } from './oklch.ts'

const css = readFileSync(new URL('../../renderer/styles/tokens.css', import.meta.url), 'utf8')

const themes = ['light', 'dark'] as const
type Theme = (typeof themes)[number]

/** Every opaque color of tokens.css, in both themes. */
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((oklch\([^/)]+\)), (oklch\([^/)]+\))\);/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light: parseOklch(light), dark: parseOklch(dark) }] as const,
  ),
)

function color(name: string, theme: Theme): Oklch {
  const token = tokens.get(name)
  if (token === undefined) throw new Error(`tokens.css has no color --${name}`)
  return token[theme]
}

const grounds = ['surface', 'surface-raised', 'surface-sunken']
const touched = [...grounds, 'surface-hover', 'surface-pressed', 'accent-surface']
const onGrounds = (names: readonly string[], on: readonly string[]) =>
  names.flatMap((name) => on.map((ground) => [name, ground] as const))

/** Text colors and their backgrounds: [text, background]. */
const texts = [
  ...onGrounds(['text', 'text-quiet'], touched),
  ...onGrounds(['accent-text', 'danger-text', 'warn-text', 'ok-text', 'sealed-text'], grounds),
  ...onGrounds(['syntax-key', 'syntax-string', 'syntax-number', 'syntax-keyword', 'syntax-comment'], grounds),
  ...['danger', 'warn', 'ok', 'sealed'].flatMap((tone) =>
    ['text', 'text-quiet', `${tone}-text`].map((name) => [name, `${tone}-surface`] as const),
  ),
  ['text', 'info-surface'],
  ['text-quiet', 'info-surface'],
  ['accent-text', 'accent-surface'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-hover'],
  ...onGrounds(
    ['syntax-key', 'syntax-string', 'syntax-number', 'syntax-keyword'],
    ['added-surface', 'removed-surface'],
  ),
] as const

/** The colors of the main content. */
const values = onGrounds(['text-value'], [...touched, 'added-surface', 'removed-surface'])

/** The colors of the boundaries of controls, and of meaningful marks. */
const marks = [
  ...onGrounds(['line-strong', 'accent', 'danger', 'focus'], grounds),
  ...onGrounds(['focus'], touched),
  ...onGrounds(['ok', 'warn', 'sealed', 'stage-dev', 'stage-staging', 'stage-production', 'stage-none'], grounds),
] as const

const inThemes = (pairs: readonly (readonly [string, string])[], least: number) =>
  themes.flatMap((theme) => pairs.map(([over, under]) => ({ theme, over, under, least })))

const cases = [...inThemes(texts, 4.5), ...inThemes(values, 7), ...inThemes(marks, 3)]

test.each(cases)('--$over on --$under reaches $least in the $theme', ({ theme, over, under, least }) => {
  expect(contrast(color(over, theme), color(under, theme))).toBeGreaterThanOrEqual(least)
})

test('every color can be displayed on an sRGB screen as written', () => {
  const outside = [...tokens].flatMap(([name, both]) =>
    themes.filter((theme) => !isInSrgb(both[theme])).map((theme) => `--${name} ${theme}`),
  )
  expect(tokens.size).toBeGreaterThan(40)
  expect(outside).toEqual([])
})

test('a higher surface is lighter in the dark theme', () => {
  const [sunken, surface, raised] = ['surface-sunken', 'surface', 'surface-raised'].map(
    (name) => color(name, 'dark').lightness,
  )
  expect(sunken).toBeLessThan(surface ?? 0)
  expect(surface).toBeLessThan(raised ?? 0)
})

test('the color arithmetic agrees with known contrasts', () => {
  const white = parseOklch('oklch(1 0 0)')
  const black = parseOklch('oklch(0 0 0)')
  // #767676, the lightest gray of 4.5 on white, is oklch(0.5666 0 0).
  expect(contrast(white, black)).toBeCloseTo(21, 1)
  expect(contrast(white, parseOklch('oklch(0.5666 0 0)'))).toBeCloseTo(4.54, 1)
})
