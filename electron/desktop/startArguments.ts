/** The arguments that a packaged app accepts (docs/security.md, "How the desktop app starts"). */

/**
 * Each is a whole argument that only changes how the window is drawn. All other arguments that Chromium, Electron and
 * Node understand are refused, including switches of later versions.
 */
const drawing: readonly RegExp[] = [
  /^--disable-(?:dev-shm-usage|gpu|gpu-compositing)$/,
  /^--enable-features=(?:UseOzonePlatform|WaylandWindowDecorations)(?:,(?:UseOzonePlatform|WaylandWindowDecorations))?$/,
  /^--enable-wayland-ime$/,
  /^--force-device-scale-factor=\d(?:\.\d{1,3})?$/,
  /^--force-renderer-accessibility$/,
  /^--lang=[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?$/,
  /^--ozone-platform(?:-hint)?=(?:auto|wayland|x11)$/,
  /^--wayland-text-input-version=[123]$/,
]

/** Arguments that the operating system and the installer add. */
const ofSystem: Readonly<Partial<Record<NodeJS.Platform, readonly RegExp[]>>> = {
  // The process serial number, from older versions of the Finder.
  darwin: [/^-psn_\d+_\d+$/],
  // COM starts the program for a notification that is clicked after the app has ended; NSIS starts it after an update.
  win32: [/^-Embedding$/, /^-ToastActivated$/, /^--toast-activation$/, /^--updated$/],
}

/** Set by the build (scripts/vite/main.config.ts). */
declare const __TEST_BUILD__: boolean | undefined

/** Whether this is a package for tests, which a debugger can drive. False for unbuilt sources. */
export const isTestBuild: boolean = typeof __TEST_BUILD__ === 'boolean' && __TEST_BUILD__

export interface StartFacts {
  /** The arguments after the program. */
  readonly args: readonly string[]
  readonly platform: NodeJS.Platform
  /** The app's own switches. */
  readonly own: readonly string[]
  readonly isPackaged: boolean
  readonly isTestBuild: boolean
  /** Whether Chromium got `--no-sandbox`. */
  readonly hasNoSandbox: boolean
  /** Absent on Windows. */
  readonly uid: number | undefined
}

/**
 * Returns the name of the argument that ends this start, or null. `--no-sandbox` is accepted for root, for whom
 * Chromium's sandbox does not work, in a clone and in a package for tests. Those accept every other argument, too.
 */
export function refusedStart({
  args,
  platform,
  own,
  isPackaged,
  isTestBuild,
  hasNoSandbox,
  uid,
}: StartFacts): string | null {
  const isRelease = isPackaged && !isTestBuild
  const refused = isRelease ? refusedArgument(args, platform, own) : null
  // SECURITY: a page without a sandbox can reach everything that the person can
  // (docs/security.md, "How the desktop app starts").
  return refused ?? (hasNoSandbox && (isRelease || uid !== 0) ? '--no-sandbox' : null)
}

/** Characters of the longest name in a message. */
const longestName = 60

/**
 * Returns the name of the first argument that a packaged start refuses, or null. The name is without its value, in
 * printable ASCII, and shortened if it is long. `args` are those after the program, `own` the app's own switches. An
 * argument that is not a switch is a link or has no meaning, see links.ts.
 */
export function refusedArgument(
  args: readonly string[],
  platform: NodeJS.Platform,
  own: readonly string[],
): string | null {
  // On Windows, Chromium accepts a slash for a switch, and strips spaces first.
  const isSwitch = (arg: string) => arg.startsWith('-') || (platform === 'win32' && arg.startsWith('/'))
  for (const arg of args.map((each) => each.trim())) {
    if (isSwitch(arg) && !own.includes(arg) && !isAllowed(arg, platform)) {
      const [name = ''] = arg.split('=')
      return name.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, longestName)
    }
  }
  return null
}

function isAllowed(arg: string, platform: NodeJS.Platform): boolean {
  return [...drawing, ...(ofSystem[platform] ?? [])].some((allowed) => allowed.test(arg))
}
