/** Generates policies in HCL by the grammar, with all its special cases. */
import fc from 'fast-check'
import { oneOf, often } from './often.ts'

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
    fc
      .tuple(argument('ttl', duration), oneOf('', '\nself_auth_allowed = true', '\nself_auth_allowed = "no"'))
      .map((parts) => parts.join('')),
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

/** A policy in HCL; about every third is valid. */
export const hclPolicy = fc
  .tuple(
    oneOf('', '', '', '# comment\n', '\ufeff', 'name = "x"\n', '\n\n', '/* a */'),
    fc.array(rule, { maxLength: 3 }),
    often(oneOf('\n', '\n\n'), oneOf(' ', ',', '\r\n', '')),
    oneOf('', '', '\n', 'name =', 'foo =', '# end', '\0'),
  )
  .map(([before, rules, between, after]) => `${before}${rules.join(between)}${after}`)
