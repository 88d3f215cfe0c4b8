/** The clipboard formats of each platform, in the single write that also contains the text. */
import type { ClipboardItem } from 'electron'
import { expect, it } from 'vitest'
import { systemClipboard } from '../../electron/desktop/clipboard.ts'

type Payloads = ConstructorParameters<typeof ClipboardItem>[0]

class TestItem {
  readonly payloads: Payloads
  constructor(payloads: Payloads) {
    this.payloads = payloads
  }
}

/** Returns the result of one copy: format by format, as bytes in hex. */
async function written(platform: NodeJS.Platform): Promise<Record<string, string>[]> {
  const writes: Record<string, string>[] = []
  const clipboard = {
    write: async (items: ClipboardItem[]) => {
      for (const item of items) {
        const formats = Object.entries((item as unknown as TestItem).payloads)
        const bytes = formats.map(async ([format, payload]) => {
          const content = payload instanceof Blob ? Buffer.from(await payload.arrayBuffer()).toString('hex') : payload
          return [format.replace(/^electron application\/osclipboard;format="(.*)"$/, '$1'), content]
        })
        writes.push(Object.fromEntries(await Promise.all(bytes)) as Record<string, string>)
      }
    },
    readText: async () => '',
    clear: () => {},
  }
  await systemClipboard(clipboard, TestItem as unknown as typeof ClipboardItem, platform).writeSecret('hidden')
  return writes
}

it('The clipboard is read and cleared', async () => {
  const done: string[] = []
  const clipboard = systemClipboard(
    { write: async () => undefined, readText: async () => 'copied', clear: () => void done.push('cleared') },
    TestItem as unknown as typeof ClipboardItem,
    'linux',
  )
  expect(await clipboard.readText()).toBe('copied')
  clipboard.clear()
  expect(done).toEqual(['cleared'])
})

const no = '00000000'

it.each([
  ['darwin', { 'org.nspasteboard.ConcealedType': '31' }],
  [
    'win32',
    {
      ExcludeClipboardContentFromMonitorProcessing: no,
      CanIncludeInClipboardHistory: no,
      CanUploadToCloudClipboard: no,
    },
  ],
  ['linux', { 'x-kde-passwordManagerHint': Buffer.from('secret').toString('hex') }],
  ['freebsd', {}],
] as const)('The clipboard on %s has the text and its marks as one item', async (platform, marks) => {
  expect(await written(platform)).toEqual([{ 'text/plain': 'hidden', ...marks }])
})
