/** Generates policies in JSON, within the limits of JSON. */
import fc from 'fast-check'
import { oneOf, often } from './often.ts'

const jsonText = fc
  .array(
    often(
      oneOf('secret/', 'data/', '+', '*', 'a', 'read', 'list'),
      oneOf(
        '\\n',
        '\\u00e9',
        '\\ud83d\\ude00',
        '\\/',
        '\\x41',
        '\\"',
        '${',
        '{{a}}',
        '}}',
        '키',
        '\n',
        '\r',
        '\0',
        '+*',
      ),
    ),
    { maxLength: 4 },
  )
  .map((parts) => `"${parts.join('')}"`)

const jsonName = often(
  oneOf(
    'capabilities',
    'policy',
    'allowed_parameters',
    'required_parameters',
    'min_wrapping_ttl',
    'control_group',
    'comment',
    'expiration',
    'pagination_limit',
  ).map((name) => `"${name}"`),
  jsonText,
  oneOf('"factor"', '"identity"', '"a" "b"', 'bare', '1', ''),
)

const jsonObject = (names: fc.Arbitrary<string>, value: fc.Arbitrary<string>, maxLength = 3): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.array(
        fc.tuple(names, often(oneOf(':', ': '), oneOf('', '=', '::')), value).map((parts) => parts.join('')),
        { maxLength },
      ),
      often(oneOf(',', ', '), oneOf(' ', ',,', '\0', ';')),
      often(oneOf('}'), oneOf('', ',}', '}}', ']', '} x', '\0}')),
    )
    .map(([items, between, close]) => `{${items.join(between)}${close}`)

const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    jsonText,
    oneOf(
      '1',
      '0',
      '-5',
      '01',
      '1.5',
      '1e3',
      '1e',
      '.5',
      'true',
      'false',
      'null',
      'nil',
      '-',
      '"read"',
      '"1h"',
      '["read"]',
      '["read","list"]',
      '[true,"read"]',
      '[["read"],"list"]',
      '[]',
      '{}',
      '[{}]',
    ),
    fc
      .tuple(fc.array(tie('json'), { maxLength: 3 }), oneOf(',', ', ', ' '), oneOf(']', ']', ']', '', '}'))
      .map(([values, between, close]) => `[${values.join(between)}${close}`),
    jsonObject(jsonName, tie('json')),
  ),
}))

const jsonRule = often(
  jsonObject(oneOf('"capabilities"'), oneOf('["read"]', '["list","read"]', '["deny"]', '[]', '["nope"]'), 1),
  jsonObject(jsonName, json),
  json,
)

const jsonPaths = often(
  jsonObject(jsonText, jsonRule),
  fc.array(jsonObject(jsonText, jsonRule), { maxLength: 2 }).map((all) => `[${all.join(',')}]`),
  json,
)

export const jsonPolicy = fc
  .tuple(
    oneOf('', '', ' ', '\n', '\u00a0', '\ufeff'),
    jsonObject(often(oneOf('"path"'), oneOf('"name"', '"Path"', '"pth"')), jsonPaths, 2),
    oneOf('', '', '\n', ' trailing', '\0', '"'),
  )
  .map((parts) => parts.join(''))
