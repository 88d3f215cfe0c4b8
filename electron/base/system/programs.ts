/**
 * Finds programs on this computer: vault, bao and go for the practice server, and the programs that kubeconfigs name.
 */
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Environment } from './appImage.ts'

const anywhere = [
  '.local/bin',
  'bin',
  '.asdf/shims',
  '.local/share/mise/shims',
  '.krew/bin',
  'go/bin',
  'google-cloud-sdk/bin',
]

/** Folders of installers and version managers; those that do not begin with a slash are in the home folder. */
const folders: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['/opt/homebrew/bin', '/usr/local/bin', '/opt/local/bin', '/usr/local/go/bin', ...anywhere],
  linux: [
    '/usr/local/bin',
    '/snap/bin',
    '/home/linuxbrew/.linuxbrew/bin',
    '/usr/local/go/bin',
    '/nix/var/nix/profiles/default/bin',
    '.nix-profile/bin',
    ...anywhere,
  ],
}

/**
 * Returns folders with programs that the short PATH of the macOS Dock or of a desktop launcher lacks: Homebrew,
 * MacPorts, snap, Go, asdf, mise and others. On Windows every program has the whole PATH. `STRONGROOM_PROGRAM_FOLDERS`
 * names other folders instead, in the form of PATH.
 */
export function usualFolders(
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  const chosen = environment['STRONGROOM_PROGRAM_FOLDERS']
  if (chosen !== undefined) return chosen.split(delimiter).filter((folder) => isAbsolute(folder))
  const home = environment['HOME'] ?? ''
  return (folders[platform] ?? []).flatMap((folder) => {
    if (isAbsolute(folder)) return [folder]
    return isAbsolute(home) ? [join(home, folder)] : []
  })
}

/** Whether `path` is a file that this process can run. */
export async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, process.platform === 'win32' ? constants.F_OK : constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

/** `folders`: the searched folders, in order. */
export type Located = { readonly path: string } | { readonly path: null; readonly folders: readonly string[] }

/** Looks for a program by its name, first on PATH and then in the usual folders. */
export async function locateProgram(
  name: string,
  environment: Environment,
  usual: readonly string[] = usualFolders(environment),
): Promise<Located> {
  const searched = searchedFolders(environment, usual)
  for (const folder of searched) {
    const path = await withEnding(join(folder, name), environment)
    if (path !== null) return { path }
  }
  return { path: null, folders: searched }
}

/** Returns the path of a program, on Windows with its extension; null if there is none. */
export async function withEnding(path: string, environment: Environment): Promise<string | null> {
  for (const ending of endings(path, environment)) if (await isProgram(`${path}${ending}`)) return `${path}${ending}`
  return null
}

function endings(path: string, environment: Environment): readonly string[] {
  if (process.platform !== 'win32') return ['']
  const known = (environment['PATHEXT'] ?? '.COM;.EXE').split(';').filter((ending) => ending.startsWith('.'))
  return known.some((ending) => path.toLowerCase().endsWith(ending.toLowerCase())) ? [''] : known
}

function searchedFolders(environment: Environment, usual: readonly string[]): readonly string[] {
  return [...new Set([...absoluteFolders(environment['PATH'] ?? environment['Path'] ?? ''), ...usual])]
}

// SECURITY: a relative or empty entry is the current folder, which can belong to another user
// (docs/security.md, "Consent").
const absoluteFolders = (path: string) => path.split(delimiter).filter((folder) => isAbsolute(folder))

/**
 * Returns the environment for a program that starts others: PATH without relative folders and with the usual folders at
 * its end. SECURITY: the program runs in the folder of a kubeconfig, where a relative or empty entry would make it
 * start programs that no question named (docs/security.md, "Consent").
 */
export function withUsualFolders(
  environment: Readonly<Record<string, string>>,
  usual: readonly string[],
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  const isWindows = platform === 'win32'
  const isPath = (name: string) => (isWindows ? name.toUpperCase() : name) === 'PATH'
  const kept = Object.fromEntries(Object.entries(environment).filter(([name]) => !isPath(name)))
  // With it, cmd.exe and CreateProcess do not look in the current folder before PATH.
  if (isWindows) kept['NoDefaultCurrentDirectoryInExePath'] = '1'
  const own = Object.entries(environment).find(([name]) => isPath(name))
  const list = [...new Set([...absoluteFolders(own?.[1] ?? ''), ...usual])].join(delimiter)
  // An empty PATH means the current folder.
  return list === '' ? kept : { ...kept, [own?.[0] ?? 'PATH']: list }
}

/** Longest list of folders in a message, in characters. */
const longestList = 2_000

/** Returns the message with the searched folders. */
export function lookedIn(message: string, folders: readonly string[]): string {
  const list = folders.join(', ')
  const shown = list.length > longestList ? `${list.slice(0, longestList)}…` : list
  return `${message} Strongroom looked in: ${shown || 'no folder, because PATH is empty'}.`
}
