/** Secrets for property tests: few keys, so that both sides often have the same ones, and values of every type. */
import fc from 'fast-check'
import type { Entry } from '../../../electron/contract/kv.ts'

export const keyName = fc.constantFrom('a', 'b', 'c', 'd', '__proto__', 'constructor', '1', 'a b', '한글')

export const jsonText = fc.oneof(
  fc.string().map((text) => JSON.stringify(text)),
  fc.constantFrom('1', '1.0', '12345678901234567890', '1e400', '-0', 'true', 'false', 'null'),
  fc.constantFrom('{"x":1,"y":[2]}', '{"y": [2], "x": 1}', '[1, 2]', '[1,2]', '{}', '[]', '"A"', String.raw`"A"`),
  fc.json(),
)

export const secret: fc.Arbitrary<Entry[]> = fc.uniqueArray(fc.record({ key: keyName, json: jsonText }), {
  selector: ({ key }) => key,
  maxLength: 6,
})
