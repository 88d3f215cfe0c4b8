/** What the journeys run on, and which of them are about one shell alone. */

/**
 * `loopback`: the loopback shell in a browser. `double`: the desktop shell in the double of Electron. `electron`: the
 * desktop shell in Electron itself, where its program is.
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
 * The journeys that run on the double: those of the desktop window, of the boundary and of the way to a first secret, and
 * `@desktop`, the quick ones of every other area. `STRONGROOM_TEST_EVERY_JOURNEY` runs all of them there, which takes as
 * long again as all of them on the loopback shell.
 */
export const onDouble =
  process.env['STRONGROOM_TEST_EVERY_JOURNEY'] === undefined
    ? /@foundation|@window|@double|@boundary|@desktop(?![\w-])/
    : /./

/** The tags that a target leaves out. */
export function leftOut(target: Target): RegExp[] {
  return oneShell.filter(({ on }) => !on.includes(target)).map(({ tag }) => new RegExp(`${tag}(?![\\w-])`))
}
