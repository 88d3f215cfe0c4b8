/** Hides windows that show keys from screen capture (docs/security.md, "The desktop shell"). */
import type { BrowserWindow } from 'electron'
import type { Core } from '../features/createCore.ts'
import { windowName } from './windows.ts'

interface CaptureDeps {
  readonly core: Pick<Core, 'settings' | 'listen'> & {
    readonly windows: Pick<Core['windows'], 'showsKeys' | 'followKeysShown'>
  }
  readonly windows: () => readonly BrowserWindow[]
  readonly platform: NodeJS.Platform
}

/** The platforms on which Electron can hide a window. Linux has no such function. */
const canHideFromCapture = (platform: NodeJS.Platform): boolean => platform === 'darwin' || platform === 'win32'

/** Hides each window while it shows a key and the person's settings require it, from now on. */
export function hideKeysFromCapture({ core, windows, platform }: CaptureDeps): void {
  if (!canHideFromCapture(platform)) return
  const apply = () => {
    for (const window of windows()) {
      if (window.isDestroyed()) continue
      const isHidden = core.settings().hideKeysFromCapture && core.windows.showsKeys(windowName(window.webContents))
      if (window.isContentProtected() !== isHidden) window.setContentProtection(isHidden)
    }
  }
  core.windows.followKeysShown(apply)
  core.listen(({ type }) => {
    if (type === 'settings-changed') apply()
  })
}
