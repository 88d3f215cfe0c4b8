/** The settings of the app. Contains no secret. */
import { Settings as Choices } from '../contract/app.ts'
import type { Failure } from '../contract/failure.ts'
import { openJsonFile } from '../base/files/jsonFile.ts'

const defaults: Choices = {
  language: 'system',
  theme: 'system',
  density: 'compact',
  autoLockMinutes: 15,
  notifySealed: true,
  hideKeysFromCapture: true,
}

/** Some of the settings; those that are missing or undefined stay the same. */
type SettingsChange = { readonly [K in keyof Choices]?: Choices[K] | undefined }

export interface Settings {
  get(): Choices
  /** Returns all settings once they are on disk. Errors: `file-unreadable` when a newer version wrote the file. */
  change(change: SettingsChange): Promise<Choices>
  /** Returns why the file could not be read; the defaults then apply. */
  problem(): Failure | null
}

/** Reads the settings in `file`; the defaults if the file is missing or cannot be read. */
export async function createSettings({ file }: { readonly file: string }): Promise<Settings> {
  // A setting that is missing in an older file, or that is not valid, gets its default.
  const schema = Choices.extend({
    language: Choices.shape.language.catch(defaults.language),
    theme: Choices.shape.theme.catch(defaults.theme),
    density: Choices.shape.density.catch(defaults.density),
    autoLockMinutes: Choices.shape.autoLockMinutes.catch(defaults.autoLockMinutes),
    notifySealed: Choices.shape.notifySealed.catch(defaults.notifySealed),
    hideKeysFromCapture: Choices.shape.hideKeysFromCapture.catch(defaults.hideKeysFromCapture),
  })
  const json = await openJsonFile({ path: file, schema, version: 1, initial: defaults })
  return {
    get: () => json.value,
    change: ({ language, theme, density, autoLockMinutes, notifySealed, hideKeysFromCapture }) =>
      json.change((now) => ({
        language: language ?? now.language,
        theme: theme ?? now.theme,
        density: density ?? now.density,
        autoLockMinutes: autoLockMinutes ?? now.autoLockMinutes,
        notifySealed: notifySealed ?? now.notifySealed,
        hideKeysFromCapture: hideKeysFromCapture ?? now.hideKeysFromCapture,
      })),
    problem: () => json.problem,
  }
}
