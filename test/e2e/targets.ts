/** The targets of the journeys, and which journeys apply to one shell only. */

/**
 * `loopback`: the loopback shell in a browser. `double`: the desktop shell in the double of Electron. `electron`: the
 * desktop shell in Electron itself, if its program is installed.
 */
export type Target = 'loopback' | 'double' | 'electron'

interface OneShell {
  readonly tag: string
  readonly on: readonly Target[]
  readonly why: string
}

/** Every other journey can run on all targets, from the same file. */
export const oneShell: readonly OneShell[] = [
  { tag: '@window', on: ['double', 'electron'], why: 'it is about the desktop window' },
  { tag: '@browser', on: ['loopback'], why: 'it is about the loopback shell' },
  { tag: '@double', on: ['double'], why: 'it looks behind the window in ways that only the double allows' },
  { tag: '@real-electron', on: ['electron'], why: "it shows that Electron's own program was there" },
]

/**
 * The journeys that run on the double: those of the desktop window, of the boundary and of the foundation, and the
 * quick ones of every other area, tagged `@desktop`. `STRONGROOM_TEST_EVERY_JOURNEY` runs all of them there, which
 * doubles the time of the journeys.
 */
export const onDouble =
  process.env['STRONGROOM_TEST_EVERY_JOURNEY'] === undefined
    ? /@foundation|@window|@double|@boundary|@desktop(?![\w-])/
    : /./

/** The tags that a target excludes. */
export function leftOut(target: Target): RegExp[] {
  return oneShell.filter(({ on }) => !on.includes(target)).map(({ tag }) => new RegExp(`${tag}(?![\\w-])`))
}
