/** Checks of a packed app before its release. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { parse } from 'yaml'
import { z } from 'zod'
import { listsOfAppRun } from '../../electron/base/system/appImage.ts'
import { addonName, lockedAddon } from './addons.ts'
import { appRunExports } from './appRun.ts'
import { budgets, gzippedBytes, mainModules, pageModules, plainBytes } from './budgets.ts'
import { forTests, fuses } from './fuses.ts'
import { launcherText } from './launcher.ts'
import { licensesName, sbomName } from './legal.ts'
import { startMain } from './mainStart.ts'
import type { PackedApp } from './packed.ts'
import { preloadProblems } from './preload.ts'
import type { ShippedPackage } from './shipped.ts'
import { fuseNames } from './standIn.ts'
import { folderName, packagedTargets } from './targets.ts'
import { witnessApart } from './witnessApart.ts'

export interface Finding {
  readonly check: string
  /** The problems, one sentence each; none if the check passes. */
  readonly problems: readonly string[]
  /** The observed result, in a few words. */
  readonly seen: string
}

export interface Subject {
  readonly project: string
  readonly app: PackedApp
  /** The folder of `app.asar`. */
  readonly resources: string
  /** The script that starts the program on Linux. */
  readonly launcher: string
  /** The program with the fuses. */
  readonly program: string
  readonly shipped: readonly ShippedPackage[]
}

const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(0)} KB`
const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`

/** Returns the findings in the order of the printed table. */
export async function checkPackedApp(subject: Subject): Promise<readonly Finding[]> {
  return [
    onlyWhatRuns(subject),
    noSourceMaps(subject),
    noTests(subject),
    manifest(subject),
    nativeAddon(subject),
    addonsOfAllTargets(subject),
    practiceSources(subject),
    preload(subject),
    await fuseWire(subject),
    launcher(subject),
    argumentsList(subject),
    sandbox(subject),
    appImage(subject),
    portable(subject),
    cookies(await getCurrentFuseWire(subject.program)),
    witnessApart(subject.app),
    ...sizes(subject),
    bill(subject),
    licenses(subject),
  ]
}

/** Only the keychain's addon of node_modules, and no built file that no other file names. */
function onlyWhatRuns({ app }: Subject): Finding {
  const problems: string[] = []
  const texts = new Map<string, string>()
  for (const { path } of app.files) {
    if (path.startsWith('node_modules/')) {
      if (!/^node_modules\/@napi-rs\/keyring(?:-[^/]+)?\//.test(path))
        problems.push(`${path} is a dependency that nothing loads.`)
    } else if (path.startsWith('dist/')) {
      if (/\.(?:c?js|css|html)$/.test(path)) texts.set(path, app.read(path).toString('utf8'))
    } else if (path !== 'package.json' && !path.startsWith('electron/features/practice/build/')) {
      problems.push(`${path} has no business in a package.`)
    }
  }
  const entries = new Set(['dist/main/main.js', 'dist/preload/preload.cjs', 'dist/renderer/index.html'])
  for (const entry of entries) if (!texts.has(entry)) problems.push(`${entry} is missing.`)
  for (const { path } of app.files) {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const named = () => [...texts].some(([other, text]) => other !== path && text.includes(name))
    if (path.startsWith('dist/') && !entries.has(path) && !named()) problems.push(`${path} is named by no other file.`)
  }
  return { check: 'only what runs', problems, seen: `${app.files.length} files` }
}

function noSourceMaps({ app }: Subject): Finding {
  const problems = app.files.flatMap(({ path }) => {
    if (path.endsWith('.map')) return [`${path} is a source map.`]
    const named = /\.(?:c?js|css)$/.test(path) && /[#@]\s*sourceMappingURL=/.test(app.read(path).toString('utf8'))
    return named ? [`${path} names a source map.`] : []
  })
  return { check: 'no source map', problems, seen: 'none' }
}

function noTests({ app }: Subject): Finding {
  const ofTests = /(?:^|\/)(?:test|tests|__tests__|spec|fixtures)\/|\.(?:test|spec)\.[a-z]+$/
  const problems = app.files.flatMap(({ path }) => (ofTests.test(path) ? [`${path} belongs to tests.`] : []))
  return { check: 'no test', problems, seen: 'none' }
}

const manifestSchema = z.object({ main: z.string(), scripts: z.unknown(), devDependencies: z.unknown() })

function manifest({ app }: Subject): Finding {
  const found = manifestSchema.partial().parse(JSON.parse(app.read('package.json').toString('utf8')))
  const problems: string[] = []
  if (!app.files.some(({ path }) => path === found.main)) problems.push(`It starts ${found.main}, which is not there.`)
  if (found.devDependencies !== undefined) problems.push('It lists development dependencies.')
  return { check: 'package.json', problems, seen: `starts ${found.main}` }
}

function nativeAddon({ app, resources }: Subject): Finding {
  const addons = app.files.filter(({ path }) => path.endsWith('.node'))
  const problems = addons.length === 1 ? [] : [`There are ${addons.length} native addons where the keychain's is one.`]
  for (const { path, unpacked } of addons) {
    if (!unpacked || !existsSync(join(resources, 'app.asar.unpacked', path))) {
      problems.push(`${path} is inside the archive, from which no system loads it.`)
    }
  }
  return { check: 'native addon unpacked', problems, seen: addons.map(({ path }) => path.split('/').at(-1)).join(', ') }
}

/** The addon of each target is pinned, in the version that the package requires. */
function addonsOfAllTargets({ app, project }: Subject): Finding {
  const targets = packagedTargets(project)
  const loader = JSON.parse(app.read('node_modules/@napi-rs/keyring/package.json').toString('utf8')) as {
    version: string
  }
  const problems = targets.flatMap((target) => {
    try {
      const { version } = lockedAddon(project, target)
      return version === loader.version
        ? []
        : [`${addonName(target)} is ${version}, but ${loader.version} is asked for.`]
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)]
    }
  })
  return { check: 'addon of each target', problems, seen: targets.map(folderName).join(', ') }
}

function practiceSources({ app }: Subject): Finding {
  const sources = app.files.filter(({ path }) => path.startsWith('electron/features/practice/build/'))
  const problems = sources.flatMap(({ path, unpacked }) =>
    unpacked ? [] : [`${path} is inside the archive, where Go cannot read it.`],
  )
  for (const name of ['go.mod', 'go.sum', 'main.go']) {
    if (!sources.some(({ path }) => path.endsWith(`/${name}`))) problems.push(`${name} is missing.`)
  }
  return { check: 'practice server unpacked', problems, seen: `${sources.length} files` }
}

function preload({ app }: Subject): Finding {
  const files = app.files.filter(({ path }) => path.startsWith('dist/preload/'))
  const problems = files.length === 1 ? [] : [`It is ${files.length} files.`]
  for (const { path } of files) {
    problems.push(...preloadProblems(app.read(path).toString('utf8')).map((problem) => `${path} ${problem}.`))
  }
  return { check: 'preload is one CJS file', problems, seen: 'requires electron alone' }
}

/** The packed program has the fuses of fuses.ts. */
async function fuseWire({ program }: Subject): Promise<Finding> {
  const wire = await getCurrentFuseWire(program)
  const problems = fuseNames.flatMap((name) => {
    const option = FuseV1Options[name as keyof typeof FuseV1Options]
    const decided: boolean | undefined = fuses[option]
    if (decided === undefined) return [`${name} is not decided in scripts/package/fuses.ts.`]
    const found = wire[option]
    return found === (decided ? FuseState.ENABLE : FuseState.DISABLE) ? [] : [`${name} is decided, but not flipped.`]
  })
  // A wire that is longer than @electron/fuses expects has a fuse without a name.
  const known = Object.keys(wire).filter((key) => key !== 'version').length
  if (known > fuseNames.length) problems.push(`Electron has ${known} fuses, @electron/fuses knows ${fuseNames.length}.`)
  return { check: 'every fuse decided', problems, seen: `${fuseNames.length} of ${fuseNames.length}` }
}

function launcher({ launcher: path }: Subject): Finding {
  const name = basename(path)
  const isOurs = existsSync(path) && readFileSync(path, 'utf8') === launcherText(name)
  const problems = [
    ...(isOurs ? [] : [`${name} is not the launcher of scripts/package/launcher.ts.`]),
    ...(isOurs && (statSync(path).mode & 0o111) !== 0o111 ? [`${name} cannot be run.`] : []),
  ]
  return { check: 'no core dumps on Linux', problems, seen: 'ulimit -c 0; says why it cannot start' }
}

/** A release has the list of electron/desktop/startArguments.ts; the bundler drops it from a package for tests. */
function argumentsList({ app }: Subject): Finding {
  const main = [...mainModules((path) => app.read(path).toString('utf8')).values()]
  const isThere = main.some((text) => text.includes('--force-renderer-accessibility'))
  const problems = isThere || forTests ? [] : ['The main process accepts every argument.']
  return { check: 'arguments are a closed list', problems, seen: isThere ? 'yes' : 'no: a package for tests' }
}

/** A release enables the sandbox and does not start without one, for root either (docs/security.md). */
function sandbox({ app }: Subject): Finding {
  const scratch = mkdtempSync(join(tmpdir(), 'strongroom-main-'))
  const usual = startMain(app, scratch, [])
  const without = startMain(app, scratch, ['--no-sandbox'])
  rmSync(scratch, { recursive: true, force: true })
  const problems: string[] = []
  if (usual.code !== 0 || usual.steps.join(' ') !== 'sandbox lock')
    problems.push(`A start does not enable the sandbox before it asks for the lock: ${usual.steps.join('; ')}.`)
  const [said = ''] = without.steps
  const isRefused = without.code === 1 && without.steps.length === 1 && said.includes('--no-sandbox')
  const isWithout = without.code === 0 && without.steps.join(' ') === 'lock'
  if (forTests ? !isWithout : !isRefused)
    problems.push(`Root with --no-sandbox gets exit code ${without.code}: ${without.steps.join('; ')}.`)
  return { check: 'sandbox of the window', problems, seen: forTests ? 'off for root, for tests' : 'always on' }
}

const runtimeSchema = z.object({ toolsets: z.object({ appimage: z.literal('1.0.3') }) })

/** The runtime needs no FUSE library, and the code that removes AppRun's variables knows all of them. */
function appImage({ project }: Subject): Finding {
  const configuration: unknown = parse(readFileSync(join(project, 'electron-builder.yml'), 'utf8'))
  const exported = appRunExports('strongroom')
  const unknown = exported.filter((name) => !listsOfAppRun.includes(name))
  const problems = [
    ...(runtimeSchema.safeParse(configuration).success ? [] : ['The runtime needs libfuse.so.2 (toolsets.appimage).']),
    ...(exported.length === 0 ? ['AppRun exports nothing: it is not read as it is written now.'] : []),
    ...unknown.map((name) => `AppRun exports ${name}, which electron/base/system/appImage.ts does not remove.`),
  ]
  return { check: 'AppImage', problems, seen: `static runtime; ${exported.join(', ')}` }
}

/** The portable program of Windows runs from a temporary folder, which must not become the handler of links. */
function portable({ app }: Subject): Finding {
  const main = [...mainModules((path) => app.read(path).toString('utf8')).values()]
  const isAsked = main.some(
    (text) => text.includes('PORTABLE_EXECUTABLE_DIR') && text.includes('setAsDefaultProtocolClient'),
  )
  const problems = isAsked ? [] : ['The main process registers links without asking for PORTABLE_EXECUTABLE_DIR.']
  return { check: 'no links to the portable', problems, seen: 'asks for PORTABLE_EXECUTABLE_DIR' }
}

/** Encrypted cookies would ask the macOS keychain for a key (scripts/package/fuses.ts). */
function cookies(wire: Awaited<ReturnType<typeof getCurrentFuseWire>>): Finding {
  const isOff = wire[FuseV1Options.EnableCookieEncryption] === FuseState.DISABLE
  const problems = isOff ? [] : ['The fuse EnableCookieEncryption is on.']
  return { check: 'no cookie key in the keychain', problems, seen: 'fuse off' }
}

function sizes({ app }: Subject): readonly Finding[] {
  const read = (path: string) => app.read(path).toString('utf8')
  const total = app.files.reduce((sum, { bytes }) => sum + bytes, 0)
  const measured: readonly (readonly [string, number, number, (bytes: number) => string])[] = [
    ['app', total, budgets.app, megabytes],
    ['main process at its start', plainBytes(mainModules(read)), budgets.main, kilobytes],
    ['page at its start, gzipped', gzippedBytes(pageModules(read)), budgets.page, kilobytes],
  ]
  return measured.map(([check, bytes, budget, words]) => ({
    check,
    problems: bytes > 0 && bytes <= budget ? [] : [`${words(bytes)} where ${words(budget)} is the budget.`],
    seen: `${words(bytes)} of ${words(budget)}`,
  }))
}

const billSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  components: z.array(z.object({ purl: z.string(), licenses: z.array(z.unknown()).min(1) })),
})

function bill({ resources, shipped }: Subject): Finding {
  const { components } = billSchema.parse(JSON.parse(readFileSync(join(resources, sbomName), 'utf8')))
  const listed = new Set(components.map(({ purl }) => decodeURIComponent(purl)))
  const problems = shipped.flatMap(({ name, version }) =>
    listed.has(`pkg:npm/${name}@${version}`) ? [] : [`${name} ${version} is not in ${sbomName}.`],
  )
  if (listed.size !== shipped.length) problems.push(`${listed.size} are listed where ${shipped.length} ship.`)
  return { check: 'SBOM (CycloneDX)', problems, seen: `${listed.size} components` }
}

/** Licenses whose only condition is to be included. */
const accepted: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Unlicense',
  // Either one, at our option.
  '(MIT OR Apache-2.0)',
])

/** By package: a license with further conditions, and why the package can still be shipped. */
const decided: Readonly<Record<string, string>> = {
  // Weak copyleft: it ships unmodified in a separate file, and anyone who wants another build of it can build one from
  // Strongroom's public sources.
  openpgp: 'LGPL-3.0+',
}

function licenses({ resources, shipped }: Subject): Finding {
  const text = readFileSync(join(resources, licensesName), 'utf8')
  const problems = shipped.flatMap(({ name, version, license }) => [
    ...(text.includes(`${name} ${version} (${license})`) ? [] : [`${name} ${version} is not in ${licensesName}.`]),
    ...(accepted.has(license) || decided[name] === license
      ? []
      : [`${name} ${version} is under ${license}: may it ship? See scripts/package/checks.ts.`]),
  ])
  return { check: 'licenses of others', problems, seen: kilobytes(Buffer.byteLength(text)) }
}
