/** Electron's own checks of a dialog's options, and refusals of options that it would ignore. */
import type { Dialog } from 'electron'

type Asked = 'showOpenDialog' | 'showSaveDialog' | 'showMessageBox'

const properties: Readonly<Record<'showOpenDialog' | 'showSaveDialog', readonly string[]>> = {
  showOpenDialog: [
    'openFile',
    'openDirectory',
    'multiSelections',
    'showHiddenFiles',
    'createDirectory',
    'promptToCreate',
    'noResolveAliases',
    'treatPackageAsDirectory',
    'dontAddToRecent',
  ],
  showSaveDialog: [
    'showHiddenFiles',
    'createDirectory',
    'treatPackageAsDirectory',
    'showOverwriteConfirmation',
    'dontAddToRecent',
  ],
}

const members: Readonly<Record<'showOpenDialog' | 'showSaveDialog', readonly string[]>> = {
  showOpenDialog: [
    'title',
    'defaultPath',
    'buttonLabel',
    'filters',
    'properties',
    'message',
    'securityScopedBookmarks',
  ],
  showSaveDialog: [
    'title',
    'defaultPath',
    'buttonLabel',
    'filters',
    'properties',
    'message',
    'nameFieldLabel',
    'showsTagField',
    'securityScopedBookmarks',
  ],
}

/** Throws for options that Electron refuses or would ignore without an error. */
function check(name: 'showOpenDialog' | 'showSaveDialog', given: readonly unknown[]): void {
  const options = (given.at(-1) ?? {}) as Readonly<Record<string, unknown>>
  for (const member of Object.keys(options)) {
    if (!members[name].includes(member)) throw new TypeError(`dialog.${name} knows no option ${member}`)
  }
  for (const member of ['title', 'defaultPath', 'buttonLabel', 'message']) {
    const value = options[member]
    if (value !== undefined && typeof value !== 'string') throw new TypeError(`${member} must be a string`)
  }
  const wanted = options['properties'] ?? []
  if (!Array.isArray(wanted)) throw new TypeError('Properties must be an array')
  for (const property of wanted as readonly unknown[]) {
    if (typeof property !== 'string' || !properties[name].includes(property)) {
      throw new TypeError(`dialog.${name} knows no property ${String(property)}`)
    }
  }
}

/** The dialogs; options are also checked when a test has replaced their answers. */
export function checkedDialogs<T extends Pick<Dialog, Asked>>(dialogs: T): T {
  const checked = (name: string) => name === 'showOpenDialog' || name === 'showSaveDialog'
  return new Proxy(dialogs, {
    get: (target, key, receiver) => {
      const answer = Reflect.get(target, key, receiver) as unknown
      if (typeof key !== 'string' || !checked(key) || typeof answer !== 'function') return answer
      return async (...given: unknown[]) => {
        check(key, given)
        return (answer as (...all: unknown[]) => unknown)(...given)
      }
    },
  })
}
