import { Failure } from '../../contract/failure.ts'
import { valueAsText } from '../../base/json/json.ts'
import { safeBaseName } from '../../base/files/fileNames.ts'
import type { Handlers } from '../../core/handler.ts'
import { saveBytes } from '../../core/files/saveAs.ts'
import type { Services } from '../../core/services.ts'

/** Saves one value of a secret as a file. In the desktop shell the value does not pass through the page. */
export function saveValue(services: Services, reveal: Handlers<'kv'>['reveal']): Handlers<'kv'>['saveValue'] {
  return async ({ at, version, key, content }, context) => {
    const { entries } = await reveal({ at, version, keys: [key] }, context)
    const [entry] = entries
    if (entry === undefined) throw new Failure('not-found', 'The secret has no such key.')
    const text = valueAsText(entry.json)
    const bytes = content === 'text' ? Buffer.from(text) : decoded(text)
    try {
      const name = safeBaseName(key, 'value')
      const path = await saveBytes(services, name, bytes)
      if (path === undefined) return { how: 'download', name, base64: bytes.toString('base64') }
      return path === null ? { how: 'canceled' } : { how: 'written', path }
    } finally {
      bytes.fill(0)
    }
  }
}

/** Returns the bytes of a base64 text, in either alphabet, with or without line breaks and padding (RFC 4648). */
function decoded(text: string): Buffer {
  const signs = text.replaceAll(/\s/g, '')
  if (!/^[\w+/-]*={0,2}$/.test(signs) || signs.replaceAll('=', '').length % 4 === 1) {
    throw new Failure('invalid-input', 'This value is not base64.')
  }
  return Buffer.from(signs, 'base64')
}
