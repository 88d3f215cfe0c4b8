/** Custom metadata as a form holds it, with the server's own limits. Pure. */
import { type CustomField, customMetadataLimits as limits } from '../../../../electron/contract/kvHistory.ts'

/** A field with an id of its own for the page: two may be empty at once. */
export type EditedField = CustomField & { readonly id: number }

export type FieldProblem = 'no-name' | 'no-text' | 'name-too-long' | 'text-too-long' | 'not-printable' | 'twice'

/** Letters, marks, numbers, punctuation, symbols and the plain space: what the server regards as printable. */
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u

/** Bytes of UTF-8: the server counts them, not characters. */
export const bytesOf = (text: string): number => new TextEncoder().encode(text).byteLength

/** Whether the row is still empty. */
export const isEmptyField = ({ key, value }: CustomField): boolean => key === '' && value === ''

/** Returns the first problem of one field among all; null when the server would accept it. */
export function fieldProblem(field: CustomField, all: readonly CustomField[]): FieldProblem | null {
  if (field.key === '') return 'no-name'
  if (bytesOf(field.key) > limits.keyBytes) return 'name-too-long'
  if (all.some((other) => other !== field && other.key === field.key)) return 'twice'
  if (field.value === '') return 'no-text'
  if (bytesOf(field.value) > limits.valueBytes) return 'text-too-long'
  return printable.test(field.key) && printable.test(field.value) ? null : 'not-printable'
}

/** Returns what to send so that `before` becomes `after`; undefined when nothing changed. */
export function customChanges(
  before: readonly CustomField[],
  after: readonly CustomField[],
): { set: CustomField[]; remove: string[] } | undefined {
  const old = new Map(before.map(({ key, value }) => [key, value]))
  const kept = new Set(after.map(({ key }) => key))
  const set = after.filter(({ key, value }) => old.get(key) !== value)
  const remove = before.filter(({ key }) => !kept.has(key)).map(({ key }) => key)
  return set.length + remove.length === 0 ? undefined : { set, remove }
}
