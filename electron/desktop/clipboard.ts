/**
 * Secrets on the system's clipboard, marked for the programs that keep a history of it.
 *
 * One `write` puts all formats there at once, so no moment exists in which the text stands unmarked. A history that
 * ignores these marks keeps what it sees: they are a request, not a lock.
 */
import type { Clipboard, ClipboardItem } from 'electron'
import type { SystemClipboard } from '../core/held/clipboardTimer.ts'

/** A format of the platform itself, as Electron names it. */
const platformFormat = (name: string) => `electron application/osclipboard;format="${name}"`

/** Windows reads these as a DWORD: no. */
const no = () => new Blob([new Uint8Array(4)])

/** By platform: what says that a text is a secret. */
const marks: Readonly<Partial<Record<NodeJS.Platform, () => Record<string, Blob>>>> = {
  // nspasteboard.org: asked for by its presence alone.
  darwin: () => ({ [platformFormat('org.nspasteboard.ConcealedType')]: new Blob(['1']) }),
  // Microsoft, "Clipboard Formats": Cloud Clipboard and Clipboard History.
  win32: () => ({
    [platformFormat('ExcludeClipboardContentFromMonitorProcessing')]: no(),
    [platformFormat('CanIncludeInClipboardHistory')]: no(),
    [platformFormat('CanUploadToCloudClipboard')]: no(),
  }),
  // KDE's Klipper, and others after it.
  linux: () => ({ [platformFormat('x-kde-passwordManagerHint')]: new Blob(['secret']) }),
}

export function systemClipboard(
  clipboard: Pick<Clipboard, 'write' | 'readText' | 'clear'>,
  Item: typeof ClipboardItem,
  platform: NodeJS.Platform,
): SystemClipboard {
  return {
    writeSecret: (text) => clipboard.write([new Item({ 'text/plain': text, ...marks[platform]?.() })]),
    readText: () => clipboard.readText(),
    clear: () => clipboard.clear(),
  }
}
