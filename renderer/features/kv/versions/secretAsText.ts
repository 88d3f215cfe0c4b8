/** A whole secret as lines that a person can compare: keys in order, values of several lines under their key. Pure. */
import { textOfJson } from '../shared/json.ts'

/** `values`: JSON texts by key. */
export function secretAsText(values: ReadonlyMap<string, string>): string {
  return [...values]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, json]) => {
      const lines = textOfJson(json).split(/\r\n|\r|\n/)
      return lines.length === 1
        ? `${key}: ${lines[0] ?? ''}`
        : [`${key}:`, ...lines.map((line) => `  ${line}`)].join('\n')
    })
    .join('\n')
}
