import type { SavedFile } from '../../../electron/contract/ceremony.ts'
import type { Result } from '../../../electron/contract/result.ts'
import { valueOf } from '../../lib/call.ts'

/** Where a file went: a path in the desktop shell; in the other the browser's downloads, and `where` is its name. */
export interface Delivered {
  readonly how: 'written' | 'download'
  readonly where: string
}

/** Hands a saved file to the person; null when they thought better of it. */
export async function deliver(saving: Promise<Result<SavedFile>>): Promise<Delivered | null> {
  const answer = await valueOf(saving)
  if (answer.how === 'cancelled') return null
  if (answer.how === 'written') return { how: 'written', where: answer.path }
  download(answer.name, answer.content)
  return { how: 'download', where: answer.name }
}

function download(name: string, content: string): void {
  // SECURITY: an address in this page's memory, taken back at once; the content never becomes part of a link.
  const url = URL.createObjectURL(new Blob([content], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
