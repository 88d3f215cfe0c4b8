/** Locks with the computer on Linux, where Electron and Node do not receive every sleep and lock. */

export interface SystemLockOptions {
  readonly core: { lock(): Promise<void> }
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
}

/** Follows logind and the screen saver from now on. Delays nothing: the D-Bus library is loaded on demand. */
export function lockWithSystem({ core, environment, platform }: SystemLockOptions): void {
  if (platform !== 'linux') return
  const onLock = () => void core.lock()
  void Promise.all([import('./logind.ts'), import('./screenSaver.ts')]).then(([logind, screenSaver]) => {
    logind.followLogind({ environment, onLock })
    screenSaver.followScreenSaver({ environment, onLock })
  })
}
