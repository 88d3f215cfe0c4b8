/** Policies out of thin air: by the grammar with all its oddities, and by damaging what was right. */
import fc from 'fast-check'

/** Mostly the first, so that most policies get past their first line. */
const often = <T>(usual: fc.Arbitrary<T>, ...rare: fc.Arbitrary<T>[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: usual }, ...rare.map((arbitrary) => ({ weight: 1, arbitrary })))

const oneOf = fc.constantFrom<string[]>

const space = often(
  oneOf(' ', ' ', '\n', '\n  '),
  oneOf('', '\t', '\r\n', ' # a\n', ' // b\n', ' /* c */ ', '\f', '\u00a0'),
)

const escape = oneOf(
  '\\n',
  '\\"',
  '\\\\',
  '\\t',
  '\\u00e9',
  '\\U0001F600',
  '\\x41',
  '\\101',
  '\\x',
  '\\u12',
  '\\q',
  "\\'",
  '\\400',
  '\\ud800',
  '\\xff',
  '\\/',
)

const inString = often(
  oneOf('secret/', 'data/', 'app', '+', '/', '*', 'a', 'metadata/'),
  escape,
  oneOf(
    '${x}',
    '${"a"}',
    '${',
    '$',
    '{',
    '}',
    '{{identity.entity.id}}',
    '{{',
    '}}',
    '{{ x }}',
    '키',
    '😀',
    '+*',
    '\n',
    '\r',
    '\0',
    '\ue123',
    '\ufffd',
    ' ',
    "'",
  ),
)

const text = fc.array(inString, { maxLength: 5 }).map((parts) => `"${parts.join('')}"`)

const number = often(
  oneOf('0', '1', '30', '-5', '3600'),
  oneOf(
    '0x1F',
    '0x',
    '017',
    '08',
    '089',
    '1.5',
    '1.',
    '.5',
    '.5e',
    '1e3',
    '1e',
    '1e+',
    '1E-2',
    '-0',
    '00',
    '0.5',
    '-1.5e3',
    '99999999999',
    '9223372036854775808',
    '1e400',
    '0e',
    '-',
    '01',
  ),
)

const heredoc = fc
  .tuple(
    oneOf('<<', '<<-', '<'),
    oneOf('EOF', 'E', 'é', '', 'E_1'),
    oneOf('', '\r', ' '),
    fc.array(oneOf('x\n', '  y\n', '\n', '\ta\n'), { maxLength: 3 }),
    oneOf('', '  ', '\t'),
    oneOf('\n', '\r\n', '', ' \n', '\r\r\n'),
  )
  .map(
    ([open, anchor, after, lines, indent, end]) =>
      `${open}${anchor}${after}\n${lines.join('')}${indent}${anchor}${end}`,
  )

const duration = often(
  oneOf('"1h"', '"30s"', '90', '"1h30m"', '"5d"', '""'),
  oneOf(
    '"x"',
    '"1.5h"',
    '"-5s"',
    '"5"',
    '1.5',
    'true',
    '[]',
    '{}',
    '"1e3"',
    '"99999999999999"',
    '"5w"',
    '"+1m"',
    '".5s"',
    '"1µs"',
    '{ a = 1 }',
  ),
)

const capability = often(
  oneOf('create', 'read', 'update', 'delete', 'list', 'sudo', 'patch').map((name) => `"${name}"`),
  oneOf(
    '"deny"',
    '"subscribe"',
    '"recover"',
    '"scan"',
    '"root"',
    '"Read"',
    '"raed"',
    '""',
    '"\\x72ead"',
    'read',
    '1',
    'true',
    '"create","deny"',
    '"deny","nope"',
  ),
)

const comma = often(oneOf(', '), oneOf(' ', ',,', ',\n', ', # c\n'))

const listOf = (element: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(element, { maxLength: 4 }), comma, oneOf('', '', ',', ' '))
    .map(([elements, between, end]) => `[${elements.join(between)}${end}]`)

const { any } = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    number,
    oneOf('true', 'false', 'null', 'word'),
    heredoc,
    listOf(tie('any')),
    fc
      .array(fc.tuple(oneOf('a', '"b c"', 'c', 'a "b"'), oneOf(' = ', ' ', '='), tie('any')), { maxLength: 3 })
      .map((items) => `{ ${items.map((parts) => parts.join('')).join('\n')} }`),
  ),
}))

const key = (name: string): fc.Arbitrary<string> =>
  often(oneOf(name), oneOf(`"${name}"`, name.toUpperCase(), `${name}x`, `${name} "x"`))

const argument = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(key(name), often(oneOf(' = '), oneOf('=', ' ', ' : ', ' == ')), often(value, any))
    .map((parts) => parts.join(''))

const parameters = fc
  .array(
    fc.tuple(
      often(oneOf('"a"', 'b', '"*"', '"c d"'), oneOf('"a" "b"', '1')),
      oneOf(' = ', ' '),
      often(listOf(fc.oneof(text, number)), any),
    ),
    { maxLength: 3 },
  )
  .map((items) => `{ ${items.map((parts) => parts.join('')).join('\n')} }`)

const controlGroup = fc
  .tuple(
    argument('ttl', duration),
    often(oneOf('"one"'), oneOf('', 'two', '"a" "b"')),
    fc.array(
      oneOf(
        'controlled_capabilities = ["read"]',
        'controlled_capabilities = ["deny"]',
        'foo = 1',
        'name = "x"',
        'controlled_capabilities = []',
      ),
      { maxLength: 2 },
    ),
    often(
      oneOf('{ group_names = ["g"] approvals = 1 }', '{ group_ids = ["g"] approvals = "2" }'),
      oneOf(
        '{ approvals = 0 group_names = ["g"] }',
        '= 5',
        '{}',
        '{ group_names = "g" approvals = 1.5 }',
        '= [{ group_names = ["g"], approvals = 1 }]',
      ),
    ),
  )
  .map(([ttl, name, more, who]) => `{\n${ttl}\nfactor ${name} {\n${more.join('\n')}\nidentity ${who}\n}\n}`)

const ruleArgument = often(
  argument('capabilities', listOf(capability)),
  argument('policy', oneOf('"read"', '"write"', '"deny"', '"sudo"', '"rw"', '""')),
  argument('comment', any),
  argument('min_wrapping_ttl', duration),
  argument('max_wrapping_ttl', duration),
  argument('allowed_parameters', parameters),
  argument('denied_parameters', parameters),
  argument('required_parameters', listOf(text)),
  argument('mfa_methods', listOf(text)),
  argument('subscribe_event_types', listOf(text)),
  argument(
    'expiration',
    oneOf(
      '"2020-01-01T00:00:00Z"',
      '"2999-12-31T23:59:59.5+01:00"',
      '"soon"',
      '1',
      '"1"',
      '"2020-02-30T00:00:00Z"',
      '99999999999',
    ),
  ),
  argument('pagination_limit', oneOf('100', '"5"', '"x"', '-1', '1.5')),
  argument(
    'list_scan_response_keys_filter_path',
    oneOf('"{{ .path }}{{ .key }}"', '"{{ .path }}"', '"x{{.key}}"', '"{{ .key"', '""'),
  ),
  fc.tuple(key('control_group'), oneOf(' ', ' = '), controlGroup).map((parts) => parts.join('')),
)

const path = often(
  fc
    .array(oneOf('secret', 'data', '+', 'app', 'metadata', 'sys', '*', 'auth', 'a*', '{{identity.entity.id}}'), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => `"${parts.join('/')}"`),
  text,
  oneOf('', 'word', '"a" "b"', '"a" = ', '""', '"/"', '"/a"', '"+*"', '= ', 'true', '5', '"*"'),
)

const rule = fc
  .tuple(
    often(oneOf('path'), oneOf('"path"', 'Path', 'pth', 'name')),
    path,
    often(oneOf('{'), oneOf('', '{{', '[{', '=', '{ ,')),
    fc.array(
      fc.tuple(space, ruleArgument, often(oneOf('\n'), oneOf(',', ' ', ',,', ''))).map((parts) => parts.join('')),
      { maxLength: 3 },
    ),
    often(oneOf('}'), oneOf('', '}}', ']', '},')),
  )
  .map(([word, at, open, body, close]) => `${word} ${at} ${open}${body.join('')}${close}`)

/** A policy in HCL; about every third is right. */
export const hclPolicy = fc
  .tuple(
    oneOf('', '', '', '# comment\n', '\ufeff', 'name = "x"\n', '\n\n', '/* a */'),
    fc.array(rule, { maxLength: 3 }),
    often(oneOf('\n', '\n\n'), oneOf(' ', ',', '\r\n', '')),
    oneOf('', '', '\n', 'name =', 'foo =', '# end', '\0'),
  )
  .map(([before, rules, between, after]) => `${before}${rules.join(between)}${after}`)

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

/** A policy in JSON, as far as it is JSON. */
export const jsonPolicy = fc
  .tuple(
    oneOf('', '', ' ', '\n', '\u00a0', '\ufeff'),
    jsonObject(often(oneOf('"path"'), oneOf('"name"', '"Path"', '"pth"')), jsonPaths, 2),
    oneOf('', '', '\n', ' trailing', '\0', '"'),
  )
  .map((parts) => parts.join(''))

const debris = oneOf(
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  '=',
  '\n',
  '#',
  '/*',
  '*/',
  '<<E\n',
  '\\',
  '${',
  '\0',
  'é',
  '-',
  '.',
  ' ',
  'path',
  ':',
  '+',
  '{{',
  '}}',
  '//',
  '0x',
  'true',
)

/** One of `texts` with up to three cuts, insertions, doublings or swaps. */
export function damaged(texts: readonly string[]): fc.Arbitrary<string> {
  const change = fc.tuple(fc.nat(3), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.nat(8), debris)
  return fc.tuple(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 3 })).map(([start, changes]) =>
    changes.reduce((current, [kind, place, size, extra]) => {
      const at = Math.floor(place * (current.length + 1))
      const part = current.slice(at, at + size)
      if (kind === 0) return current.slice(0, at) + current.slice(at + size)
      if (kind === 1) return current.slice(0, at) + extra + current.slice(at)
      if (kind === 2) return current.slice(0, at) + part + current.slice(at)
      return current.slice(0, at) + current.slice(at + size) + part
    }, start),
  )
}
