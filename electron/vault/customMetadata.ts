/** Validates custom metadata of KV 2 before it is sent, with the same rules as the server. */
import { Buffer } from 'node:buffer'
import { Failure } from '../contract/failure.ts'
import { customMetadataLimits as limits, type CustomField } from '../contract/kvHistory.ts'

/** Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the plain space. */
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u

function problemOf({ key, value }: CustomField): string | null {
  if (key === '') return 'has no name'
  if (value === '') return 'has no text'
  if (Buffer.byteLength(key) > limits.keyBytes) return `has a name longer than ${limits.keyBytes} bytes`
  if (Buffer.byteLength(value) > limits.valueBytes) return `has a text longer than ${limits.valueBytes} bytes`
  if (!printable.test(key) || !printable.test(value)) return 'has a character that cannot be printed'
  return null
}

/**
 * @param total the resulting number of fields
 * @throws Failure `invalid-input`, with the field and its problem.
 */
export function refuseBadFields(fields: readonly CustomField[], total: number): void {
  const issues = fields.flatMap((field, index) => {
    const message = problemOf(field)
    return message === null ? [] : [{ path: `customMetadata.set.${index}`, message }]
  })
  if (new Set(fields.map(({ key }) => key)).size < fields.length) {
    issues.push({ path: 'customMetadata.set', message: 'has a name that stands twice' })
  }
  if (total > limits.keys) {
    issues.push({ path: 'customMetadata', message: `would have ${total} fields; the server takes ${limits.keys}` })
  }
  if (issues.length > 0)
    throw new Failure('invalid-input', 'The custom metadata is not what the server takes.', { issues })
}
