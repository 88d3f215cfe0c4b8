/**
 * Writes secrets to the system's clipboard, marked for the programs that keep a history of it.
 *
 * One `write` sets all formats at the same time, so that the text is never unmarked. The marks are only a request: a
 * history can ignore them and keep the text.
 */
import type { Clipboard, ClipboardItem } from 'electron'
import type { SystemClipboard } from '../core/held/clipboardTimer.ts'

/** A format of the platform itself, as Electron names it. */
const platformFormat = (name: string) => `electron application/osclipboard;format="${name}"`

/** Windows reads these as a DWORD: no. */
const no = () => new Blob([new Uint8Array(4)])

/** By platform: the formats that mark a text as a secret. */
const marks: Readonly<Partial<Record<NodeJS.Platform, () => Record<string, Blob>>>> = {
  // nspasteboard.org: only its presence counts.
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
