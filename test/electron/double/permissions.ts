/** The permissions that the DevTools protocol can set in Chromium, and Electron's names for them. */

type Descriptor = { readonly name: string; readonly sysex?: boolean }
type ElectronPermission = Parameters<NonNullable<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>>[1]

interface Permission {
  readonly name: ElectronPermission
  readonly descriptor: Descriptor
  readonly mediaTypes?: readonly ('video' | 'audio')[]
}

export const permissions: readonly Permission[] = [
  { name: 'clipboard-read', descriptor: { name: 'clipboard-read' } },
  { name: 'clipboard-sanitized-write', descriptor: { name: 'clipboard-write' } },
  { name: 'display-capture', descriptor: { name: 'display-capture' } },
  { name: 'geolocation', descriptor: { name: 'geolocation' } },
  { name: 'idle-detection', descriptor: { name: 'idle-detection' } },
  { name: 'keyboardLock', descriptor: { name: 'keyboard-lock' } },
  { name: 'local-fonts', descriptor: { name: 'local-fonts' } },
  { name: 'media', descriptor: { name: 'camera' }, mediaTypes: ['video'] },
  { name: 'media', descriptor: { name: 'microphone' }, mediaTypes: ['audio'] },
  { name: 'midi', descriptor: { name: 'midi' } },
  { name: 'midiSysex', descriptor: { name: 'midi', sysex: true } },
  { name: 'notifications', descriptor: { name: 'notifications' } },
  { name: 'pointerLock', descriptor: { name: 'pointer-lock' } },
  { name: 'screen-wake-lock', descriptor: { name: 'screen-wake-lock' } },
  { name: 'sensors', descriptor: { name: 'accelerometer' } },
  { name: 'storage-access', descriptor: { name: 'storage-access' } },
  { name: 'window-management', descriptor: { name: 'window-management' } },
]
