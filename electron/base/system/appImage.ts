/**
 * The environment of a person who starts the AppImage, without the additions of its runtime and its AppRun. With the
 * AppImage's libraries on `LD_LIBRARY_PATH`, other programs fail to start or behave differently.
 */
import { delimiter, join } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/** Set by the runtime. zsh changes its own name to `ARGV0`. */
const ofRuntime = ['APPDIR', 'APPIMAGE', 'APPIMAGE_UUID', 'ARGV0', 'OWD']

/** Lists to which AppRun adds folders of the AppImage (app-builder-lib, appImageUtil.ts, `generateAppRunScript`). */
export const listsOfAppRun: readonly string[] = ['GSETTINGS_SCHEMA_DIR', 'LD_LIBRARY_PATH', 'PATH', 'XDG_DATA_DIRS']

/** The folders that AppRun appends to `XDG_DATA_DIRS`, whether or not the person had set it. */
const appendedDataFolders = '/usr/share/gnome:/usr/local/share/:/usr/share/'

/**
 * Returns the environment for other programs. Outside an AppImage it is unchanged. Inside one, the person's own folders
 * stay in each list, and a list that they had not set is removed.
 */
export function withoutAppImage(environment: Environment): Environment {
  const folder = environment['APPDIR']
  if (folder === undefined || folder === '') return environment
  const isOwn = (entry: string) => entry !== folder && !entry.startsWith(join(folder, '/'))
  const kept: Record<string, string | undefined> = { ...environment }
  for (const name of listsOfAppRun) {
    const value = environment[name]
    if (value === undefined) continue
    const entries = value.split(delimiter).filter(isOwn)
    const list = entries.join(delimiter)
    // If AppRun added nothing at the front, it has not run.
    const isExtended = entries.length < value.split(delimiter).length
    kept[name] = name === 'XDG_DATA_DIRS' && isExtended ? withoutEnd(list, appendedDataFolders) : list
    if (kept[name] === '') delete kept[name]
  }
  for (const name of ofRuntime) delete kept[name]
  return kept
}

function withoutEnd(list: string, end: string): string {
  if (list === end) return ''
  return list.endsWith(`${delimiter}${end}`) ? list.slice(0, -end.length - 1) : list
}
