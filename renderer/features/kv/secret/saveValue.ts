/** Saves one value as a file. */
import type { Secret } from '../../../../electron/contract/kv.ts'
import { secretCalls } from '../shared/secretCalls.ts'
import { valueOf } from '../../../lib/call.ts'
import { download } from '../../../lib/download.ts'
import { bytesOf } from '../shared/base64.ts'

/** Asks for the file, or passes it to the browser's downloads. Throws `CallFailed`. */
export async function saveValue({
  profileId,
  secret: { mount, path, version },
  key,
  content,
}: {
  profileId: string
  secret: Secret
  key: string
  content: 'text' | 'decoded'
}): Promise<void> {
  const answer = await valueOf(
    secretCalls.saveValue({
      at: { profileId, mount, path },
      ...(version !== undefined && { version }),
      key,
      content,
    }),
  )
  if (answer.how === 'download') download(answer.name, new Blob([bytesOf(answer.base64)]))
}
