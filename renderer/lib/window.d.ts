import type { DesktopBridge } from '../../electron/contract/bridge.ts'

declare global {
  interface Window {
    /** There in the desktop shell only: what the preload exposes. */
    readonly strongroom?: DesktopBridge
  }
}
