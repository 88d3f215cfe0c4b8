/** A copy of the app in a separate folder, to run in the double: as built, or with one rule broken. */
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryFolder } from '../servers/lifetime.ts'
import { leak } from './rules/page.ts'

const root = join(import.meta.dirname, '..', '..')

/** One deliberate break: for each file, by its path below `electron/`, texts and their replacements. */
export type Break = Readonly<Record<string, readonly (readonly [text: string | RegExp, instead: string])[]>>

export interface ScratchApp {
  /** The folder, for `removeFolder`. */
  readonly folder: string
  readonly main: string
}

/** Copies the built app. Its bundle contains a link that leads out, as a careless build could leave one. */
export async function copyOfBuilt(): Promise<ScratchApp> {
  const folder = await bundle('built')
  await cp(join(root, 'dist', 'main'), join(folder, 'dist', 'main'), { recursive: true })
  return { folder, main: join(folder, 'dist', 'main', 'main.js') }
}

/**
 * Copies the sources of the main process, which Node runs directly, with `breaks` applied. Throws if one of them
 * changes nothing: the source has changed, and the break must be adapted.
 */
export async function copyOfSource(breaks: Break): Promise<ScratchApp> {
  const folder = await bundle('source')
  const sources = join(folder, 'dist', 'electron')
  await cp(join(root, 'electron'), sources, { recursive: true })
  for (const [name, changes] of Object.entries(breaks)) {
    let text = await readFile(join(sources, name), 'utf8')
    for (const [before, instead] of changes) {
      const changed = text.replace(before, instead)
      if (changed === text) throw new Error(`electron/${name} has no ${String(before)} that could be broken`)
      text = changed
    }
    await writeFile(join(sources, name), text)
  }
  return { folder, main: join(sources, 'main.ts') }
}

/** Prepares what both copies need: `dist/renderer`, `dist/preload`, and the packages. */
async function bundle(topic: string): Promise<string> {
  const folder = await temporaryFolder(topic)
  await mkdir(join(folder, 'dist'))
  await cp(join(root, 'dist', 'renderer'), join(folder, 'dist', 'renderer'), { recursive: true })
  await cp(join(root, 'dist', 'preload'), join(folder, 'dist', 'preload'), { recursive: true })
  await cp(join(root, 'package.json'), join(folder, 'package.json'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  await writeFile(join(folder, 'outside.js'), '"a file outside of the bundle"')
  await symlink(join(folder, 'outside.js'), join(folder, 'dist', 'renderer', leak))
  return folder
}
