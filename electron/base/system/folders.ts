/** The folders of Strongroom's files, the same for both shells. */
import { homedir, userInfo } from 'node:os'
import { isAbsolute, join } from 'node:path'

export interface Folders {
  /** Files that a person may want to read or copy: connections, settings. */
  readonly config: string
  /** Files for this computer only: sealed files, drafts, the practice server's storage. */
  readonly data: string
  /** Files that can be created again: built servers. */
  readonly cache: string
}

/** `STRONGROOM_HOME` is a relative path, which would be another folder for each working folder. */
export class RelativeHome extends Error {
  readonly value: string

  constructor(value: string) {
    super(`STRONGROOM_HOME must be an absolute path, and "${value}" is not.`)
    this.value = value
  }
}

interface Machine {
  readonly platform: NodeJS.Platform
  readonly home: string
}

/**
 * Returns the folders by the platform's convention: the XDG Base Directory Specification on Linux, `~/Library` on
 * macOS, `%APPDATA%` and `%LOCALAPPDATA%` on Windows. `STRONGROOM_HOME` moves `config` and `data` below one folder; the
 * cache stays, so that a built server is shared.
 * @throws RelativeHome if `STRONGROOM_HOME` is one.
 */
export function foldersFor(
  environment: Readonly<Record<string, string | undefined>>,
  machine: Machine = { platform: process.platform, home: homeOfAccount() },
): Folders {
  const usual = usualFolders(environment, machine)
  const root = environment['STRONGROOM_HOME'] ?? ''
  if (root === '') return usual
  if (!isAbsolute(root)) throw new RelativeHome(root)
  return { ...usual, config: join(root, 'config'), data: join(root, 'data') }
}

/** Returns `HOME` on Linux and macOS; the account's own home if that is empty or a relative path. */
function homeOfAccount(): string {
  const home = homedir()
  return isAbsolute(home) ? home : userInfo().homedir
}

function usualFolders(environment: Readonly<Record<string, string | undefined>>, { platform, home }: Machine): Folders {
  const folder = (variable: string, ...otherwise: string[]) =>
    absolute(environment[variable]) ?? join(home, ...otherwise)

  if (platform === 'darwin') {
    const support = join(home, 'Library', 'Application Support', 'Strongroom')
    return {
      config: join(support, 'config'),
      data: join(support, 'data'),
      cache: join(home, 'Library', 'Caches', 'strongroom'),
    }
  }
  if (platform === 'win32') {
    const local = join(folder('LOCALAPPDATA', 'AppData', 'Local'), 'Strongroom')
    return {
      config: join(folder('APPDATA', 'AppData', 'Roaming'), 'Strongroom'),
      data: join(local, 'data'),
      cache: join(local, 'cache'),
    }
  }
  return {
    config: join(folder('XDG_CONFIG_HOME', '.config'), 'strongroom'),
    data: join(folder('XDG_DATA_HOME', '.local', 'share'), 'strongroom'),
    cache: join(folder('XDG_CACHE_HOME', '.cache'), 'strongroom'),
  }
}

/** The XDG specification: a relative path is invalid and ignored. */
function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined
}
