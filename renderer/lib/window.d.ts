import type { DesktopBridge } from '../../electron/contract/bridge.ts'

declare global {
  interface Window {
    /** Only in the desktop shell: the preload's bridge. */
    readonly strongroom?: DesktopBridge
  }
}
