import type { SavedFile } from '../../electron/contract/ceremony.ts'
import type { Result } from '../../electron/contract/result.ts'
import { valueOf } from './call.ts'
import { download } from './download.ts'

/**
 * Where a file was saved: a path in the desktop shell; in the loopback shell the browser's downloads, and `where` is
 * its name.
 */
export interface Delivered {
  readonly how: 'written' | 'download'
  readonly where: string
}

/** Delivers a saved file to the person; null when they canceled. */
export async function deliver(saving: Promise<Result<SavedFile>>): Promise<Delivered | null> {
  const answer = await valueOf(saving)
  if (answer.how === 'canceled') return null
  if (answer.how === 'written') return { how: 'written', where: answer.path }
  download(answer.name, new Blob([answer.content], { type: 'application/json' }))
  return { how: 'download', where: answer.name }
}
