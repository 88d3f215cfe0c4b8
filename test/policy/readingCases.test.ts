/** The parsed rules of a policy, and the errors that the server would report (`!`), with position and fix. */
import { expect, test } from 'vitest'
import type { Dialect } from '../../policy/dialect.ts'
import { isAccepted, readPolicy } from '../../policy/meaning.ts'
import type { Rule } from '../../policy/rules.ts'

const now = Date.UTC(2026, 0, 1)

/** Returns each field that is set, in one line. */
function lineOfRule(each: Rule): string {
  const asJson = (value: unknown): string =>
    JSON.stringify(value, (_key, one: unknown) =>
      typeof one === 'bigint' ? `${one}n` : one instanceof Map ? Object.fromEntries(one) : one,
    )
  return [
    `${each.pattern.kind} ${each.pattern.path}`,
    `[${each.capabilities.join(' ')}]`,
    each.oldPolicy !== null && `old=${asJson(each.oldPolicy.name)}`,
    each.allowedParameters !== null && `allowed=${asJson(each.allowedParameters)}`,
    each.deniedParameters !== null && `denied=${asJson(each.deniedParameters)}`,
    each.requiredParameters.length > 0 && `required=${asJson(each.requiredParameters)}`,
    each.minWrappingTtl !== 0n && `min=${asJson(each.minWrappingTtl)}`,
    each.maxWrappingTtl !== 0n && `max=${asJson(each.maxWrappingTtl)}`,
    each.templated && 'templated',
    each.expiration !== null && `expiration=${asJson(new Date(each.expiration))}`,
    each.expired && 'expired',
  ]
    .filter((part) => part !== false)
    .join(' ')
}

const rule = (path: string, ...capabilities: string[]): string =>
  `path ${JSON.stringify(path)} { capabilities = ${JSON.stringify(capabilities).replaceAll(',', ', ')} }`

const cases: readonly (readonly [policy: string, read: readonly string[], dialect?: Dialect])[] = [
  [rule('a', 'read', 'list'), ['exact a [read list]']],
  [rule('a'), ['exact a []']],
  ['path "a" { capabilities = "read" }', ['exact a []', '! wrong-type at "read" expected=list']],
  ['path "a" { capabilities = ["read", 1, true] }', ['exact a []', '! wrong-type at true expected=string']],
  ['path "a" { capabilities = [["read"]] }', ['exact a []', '! wrong-type at ["read"] expected=string']],
  ['path "a" { capabilities = { read = true } }', ['exact a []', '! wrong-type at read = true expected=string']],
  ['path "a" { capabilities { } }', ['exact a []']],
  ['path "a" { capabilities = [1] }', ['exact a []', '! unknown-capability at 1 name=1']],
  [rule('a', 'reed'), ['exact a []', '! unknown-capability at "reed" name=reed meant=read => "read"']],
  [
    'path "a" { capabilities = ["Read"] }',
    ['exact a []', '! unknown-capability at "Read" name=Read meant=read => "read"'],
  ],
  [
    'path "a" { capabilities = ["nonsense-word"] }',
    ['exact a []', '! unknown-capability at "nonsense-word" name=nonsense-word'],
  ],
  [rule('a', 'deny', 'nonsense'), ['exact a [deny]']],
  [rule('a', 'nonsense', 'deny'), ['exact a [deny]', '! unknown-capability at "nonsense" name=nonsense']],
  [rule('a', 'read', 'read'), ['exact a [read]']],
  [rule('a', 'scan'), ['exact a []', '! unknown-capability at "scan" name=scan']],
  [rule('a', 'scan'), ['exact a [scan]'], 'openbao'],
  [rule('a', 'subscribe', 'recover'), ['exact a [subscribe recover]']],
  [rule('a', 'subscribe'), ['exact a []', '! unknown-capability at "subscribe" name=subscribe'], 'openbao'],
  [
    'path "a" { CAPABILITIES = ["read"] }',
    ['exact a [read]', '! unknown-rule-key at CAPABILITIES name=CAPABILITIES meant=capabilities => capabilities'],
  ],
  [
    'path "a" { capabilities = ["read"] Capabilities = ["list"] }',
    ['exact a [read list]', '! unknown-rule-key at Capabilities name=Capabilities meant=capabilities => capabilities'],
    'openbao',
  ],
  ['path "a" { "capabilities" = ["read"] }', ['exact a [read]']],
  ['path "a" { policy = "read" }', ['exact a [read list] old="read"']],
  [
    'path "a" { policy = "write" capabilities = ["sudo"] }',
    ['exact a [sudo create read update delete list] old="write"'],
  ],
  ['path "a" { policy = "deny" capabilities = ["read"] }', ['exact a [deny] old="deny"']],
  ['path "a" { policy = "nope" }', ['exact a [] old="nope"', '! unknown-old-policy at "nope" name=nope']],
  ['path "a" { policy = "" }', ['exact a [] old=""']],
  ['path "a" { policy = 1 }', ['exact a [] old="1"', '! unknown-old-policy at 1 name=1']],
  ['path "a" { policy = true }', ['exact a []', '! wrong-type at true expected=string']],
  ['path "a" { policy = ["read"] }', ['exact a []', '! wrong-type at ["read"] expected=string']],
  [
    'path "a" { capabilities = ["read"] allowed_parameters = { "A" = [], b = ["x", 1, 1.5, true] } }',
    ['exact a [read] allowed={"a":[],"b":["x",1,1.5,true]}'],
  ],
  [
    'path "a" { capabilities = ["read"] allowed_parameters { A = [] b = [1] } }',
    ['exact a [read] allowed={"a":[],"b":[1]}'],
  ],
  [
    'path "a" { capabilities = ["read"] allowed_parameters = { a = "x" } }',
    ['exact a [read]', '! wrong-type at "x" expected=list'],
  ],
  [
    'path "a" { capabilities = ["read"] allowed_parameters = { a = [[1], {b = 2}] } }',
    ['exact a [read] allowed={"a":[[1],{"b":2}]}'],
  ],
  [
    'path "a" { capabilities = ["read"] allowed_parameters = "x" }',
    ['exact a [read]', '! wrong-type at "x" expected=map'],
  ],
  [
    'path "a" { capabilities = ["read"] allowed_parameters = ["a"] }',
    ['exact a [read]', '! wrong-type at ["a"] expected=map'],
  ],
  ['path "a" { capabilities = ["read"] allowed_parameters = {} }', ['exact a [read] allowed={}']],
  ['path "a" { capabilities = ["read"] denied_parameters = { "*" = [] } }', ['exact a [read] denied={"*":[]}']],
  ['path "a" { capabilities = ["read"] required_parameters = ["a", "B"] }', ['exact a [read] required=["a","B"]']],
  [
    'path "a" { capabilities = ["read"] required_parameters = "a" }',
    ['exact a [read]', '! wrong-type at "a" expected=list'],
  ],
  [
    'path "a" { capabilities = ["read"] required_parameters = [1, true] }',
    ['exact a [read]', '! wrong-type at true expected=string'],
  ],
  ['path "a" { capabilities = ["read"] mfa_methods = ["m"] }', ['exact a [read]']],
  ['path "a" { capabilities = ["read"] mfa_methods = 1 }', ['exact a [read]', '! wrong-type at 1 expected=list']],
  [
    'path "a" { capabilities = ["read"] allowed_parameters "a" { x = [] } }',
    ['exact a [read] allowed={"a":[{"x":[]}]}'],
  ],
  [
    'path "a" { capabilities = ["deny"] allowed_parameters = { a = [] } denied_parameters = { b = [] } required_parameters = ["c"] }',
    ['exact a [deny]'],
  ],
  [
    'path "a" { capabilities = ["read"] allowed_parameters { a = [] } allowed_parameters { b = [1] a = [2] } }',
    ['exact a [read] allowed={"a":[2],"b":[1]}'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] allowed_parameters = { a { x = 1 } } }',
    ['exact a [read] allowed={"a":[{"x":1}]}'],
  ],
  [
    'path "a" { capabilities = ["read"] allowed_parameters = { a = [{ x = 1, y = ["z"] }] } }',
    ['exact a [read] allowed={"a":[{"x":1,"y":["z"]}]}'],
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"allowed_parameters":{"A":[],"b":["x",1,1.5,true,null,{"c":1}]}}}}',
    ['! expected at null expected=list-value found=null'],
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"allowed_parameters":{"a":"x"}}}}',
    ['exact a [read]', '! wrong-type at "x" expected=list'],
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"allowed_parameters":[]}}}',
    ['exact a [read]', '! wrong-type at [] expected=map'],
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"allowed_parameters":[{"a":[]},{"b":[1]}]}}}',
    ['exact a [read] allowed={"a":[],"b":[1]}'],
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"allowed_parameters":null}}}',
    ['exact a [read]', '! wrong-type at null expected=map'],
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"required_parameters":["a",null]}}}',
    ['! expected at null expected=list-value found=null'],
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"denied_parameters":{"a":[{"b":{"c":[1]}}]}}}}',
    ['exact a [read]', '! wrong-type at "b":{"c":[1]} expected=value'],
  ],
  ['path "a" { capabilities = ["read"] min_wrapping_ttl = 60 }', ['exact a [read] min="60000000000n"']],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = "1m30s" max_wrapping_ttl = "2h" }',
    ['exact a [read] min="90000000000n" max="7200000000000n"'],
  ],
  ['path "a" { capabilities = ["read"] min_wrapping_ttl = "90" }', ['exact a [read] min="90000000000n"']],
  ['path "a" { capabilities = ["read"] min_wrapping_ttl = 1.5 }', ['exact a [read] min="1000000000n"']],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = "2h" max_wrapping_ttl = "1h" }',
    ['exact a [read] min="7200000000000n" max="3600000000000n"', '! wrapping-order at "1h"'],
  ],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = "1h" max_wrapping_ttl = "1h" }',
    ['exact a [read] min="3600000000000n" max="3600000000000n"'],
  ],
  ['path "a" { capabilities = ["read"] max_wrapping_ttl = "1h" }', ['exact a [read] max="3600000000000n"']],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = "soon" }',
    ['exact a [read]', '! bad-duration at "soon" name=min_wrapping_ttl'],
  ],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = true }',
    ['exact a [read]', '! bad-duration at true name=min_wrapping_ttl'],
  ],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = ["1h"] }',
    ['exact a [read]', '! bad-duration at ["1h"] name=min_wrapping_ttl'],
  ],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = {} }',
    ['exact a [read]', '! bad-duration at {} name=min_wrapping_ttl'],
  ],
  [
    'path "a" { capabilities = ["deny"] min_wrapping_ttl = "2h" max_wrapping_ttl = "1h" }',
    ['exact a [deny] min="7200000000000n" max="3600000000000n"'],
  ],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = "2h" max_wrapping_ttl = 0 }',
    ['exact a [read] min="7200000000000n"'],
  ],
  [
    'path "a" { capabilities = ["read"] max_wrapping_ttl = "x" min_wrapping_ttl = "y" }',
    ['exact a [read]', '! bad-duration at "x" name=max_wrapping_ttl', '! bad-duration at "y" name=min_wrapping_ttl'],
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"min_wrapping_ttl":1.5,"max_wrapping_ttl":"1h"}}}',
    ['exact a [read] min="1000000000n" max="3600000000000n"'],
  ],
  ['{"path":{"a":{"capabilities":["read"],"min_wrapping_ttl":null}}}', ['exact a [read]']],
  [
    '{"path":{"a":{"capabilities":["read"],"min_wrapping_ttl":{}}}}',
    ['exact a [read]', '! bad-duration at {} name=min_wrapping_ttl'],
  ],
  [
    'path "a" { capabilities = ["read"] expiration = "2020-01-01T00:00:00Z" }',
    ['exact a [read] expiration="2020-01-01T00:00:00.000Z" expired'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] expiration = "2030-01-01T00:00:00Z" }',
    ['exact a [read] expiration="2030-01-01T00:00:00.000Z"'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] expiration = "2026-01-01T00:00:00Z" }',
    ['exact a [read] expiration="2026-01-01T00:00:00.000Z"'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] expiration = "soon" }',
    ['exact a [read]', '! bad-time at "soon" name=expiration'],
    'openbao',
  ],
  ['path "a" { capabilities = ["read"] expiration = "" }', ['exact a [read]'], 'openbao'],
  [
    'path "a" { capabilities = ["read"] expiration = 1 }',
    ['exact a [read] expiration="1970-01-01T00:00:01.000Z" expired'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] expiration = true }',
    ['exact a [read]', '! wrong-type at true expected=string'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] expiration = "2020-01-01T00:00:00Z" }',
    ['exact a [read]', '! unknown-rule-key at expiration name=expiration'],
  ],
  [
    'path "a/+*" { capabilities = ["nope"] expiration = "2020-01-01T00:00:00Z" min_wrapping_ttl = "x" }',
    ['segments a/+* [] expiration="2020-01-01T00:00:00.000Z" expired'],
    'openbao',
  ],
  ['path "a" { capabilities = ["read"] pagination_limit = 5 }', ['exact a [read]'], 'openbao'],
  ['path "a" { capabilities = ["read"] pagination_limit = "5" }', ['exact a [read]'], 'openbao'],
  [
    'path "a" { capabilities = ["read"] pagination_limit = "x" }',
    ['exact a [read]', '! not-a-number at "x" text="x"'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] pagination_limit = 1.5 }',
    ['exact a [read]', '! wrong-type at 1.5 expected=integer'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] pagination_limit = true }',
    ['exact a [read]', '! wrong-type at true expected=integer'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] pagination_limit = "" }',
    ['exact a [read]', '! not-a-number at "" text=""'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] pagination_limit = 99999999999999999999 }',
    ['exact a [read]', '! number-too-large at 99999999999999999999 text=99999999999999999999'],
    'openbao',
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"pagination_limit":null}}}',
    ['exact a [read]', '! not-a-number at null text='],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] list_scan_response_keys_filter_path = "x" }',
    ['exact a [read]', '! filter-needs-list at "x"'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["list"] list_scan_response_keys_filter_path = "{{ .key }}" }',
    ['exact a [list]'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["list"] list_scan_response_keys_filter_path = "{{ .key" }',
    ['exact a [list]', '! filter-template at "{{ .key"'],
    'openbao',
  ],
  ['path "a" { capabilities = ["read"] list_scan_response_keys_filter_path = "" }', ['exact a [read]'], 'openbao'],
  ['path "a" { capabilities = ["deny"] list_scan_response_keys_filter_path = "x" }', ['exact a [deny]'], 'openbao'],
  ['path "a" { capabilities = ["read"] subscribe_event_types = ["*"] }', ['exact a [read]']],
  [
    'path "a" { capabilities = ["read"] subscribe_event_types = "x" }',
    ['exact a [read]', '! wrong-type at "x" expected=list'],
  ],
  [
    'path "a" { capabilities = ["read"] subscribe_event_types = ["*"] }',
    ['exact a [read]', '! unknown-rule-key at subscribe_event_types name=subscribe_event_types'],
    'openbao',
  ],
  [rule('a/+*', 'read'), ['segments a/+* [read]', '! plus-star at "a/+*"']],
  [rule('a/{{x', 'read'), ['exact a/{{x [read] templated', '! template-braces at "a/{{x"']],
  [rule('a/{{x}}', 'read'), ['exact a/{{x}} [read] templated']],
  [rule('/a', 'read'), ['exact a [read]']],
  [rule('a*', 'read'), ['prefix a [read]']],
  [rule('+', 'read'), ['segments + [read]']],
  [rule('+/a*', 'read'), ['segments +/a* [read]']],
  [rule('a/+', 'read'), ['segments a/+ [read]']],
  [rule('a+/b', 'read'), ['exact a+/b [read]']],
  [rule('', 'read'), ['exact  [read]']],
  [rule('*', 'read'), ['prefix  [read]']],
  ['path { capabilities = ["read"] }', ['exact path [read]']],
  ['path "a" "b" { capabilities = ["read"] }', ['exact a [read]']],
  ['path "a" = "x"', ['! expected at = expected=brace found==']],
  ['path = "a"', ['! wrong-type at "a" expected=block']],
  ['path "a" = []', ['! expected at = expected=brace found==']],
  ['path "\\q" {}', ['! illegal-escape at \\q escape=\\q']],
  ['"path" "a" { capabilities = ["read"] }', ['exact a [read]']],
  ['PATH "a" { capabilities = ["read"] }', ['! unknown-key at PATH name=PATH meant=path => path']],
  ['paths "a" {}', ['! unknown-key at paths name=paths meant=path => path']],
  ['name = "x"', []],
  ['name = 1', []],
  ['name = true', ['! wrong-type at true expected=string']],
  ['name = ["x"]', ['! wrong-type at ["x"] expected=string']],
  ['name "x" {}', ['! wrong-type at name "x" {} expected=string']],
  ['path "a" { "\\q" = 1 }', ['exact a []', '! illegal-escape at \\q escape=\\q']],
  ['path "a" { capabilities = ["\\q"] }', ['exact a []', '! illegal-escape at \\q escape=\\q']],
  ['path "a" { nonsense = 1 }', ['exact a []', '! unknown-rule-key at nonsense name=nonsense']],
  [
    'path "a" { capabilties = ["read"] }',
    ['exact a []', '! unknown-rule-key at capabilties name=capabilties meant=capabilities => capabilities'],
  ],
  [
    '{"path":{"a":{"capabilities":["read"]},"b/*":{"policy":"write"}}}',
    ['exact a [read]', 'prefix b/ [create read update delete list] old="write"'],
  ],
  ['{"path":[{"a":{"capabilities":["read"]}},{"b":{"capabilities":["list"]}}]}', ['exact a [read]', 'exact b [list]']],
  [
    '{"path":{"a":[{"capabilities":["read"]},{"capabilities":["list"]}]}}',
    ['exact path []', '! unknown-rule-key at "a" name=a', '! unknown-rule-key at "a" name=a'],
  ],
  ['{"path":{"a":"x"}}', ['exact path []', '! unknown-rule-key at "a" name=a']],
  ['{"path":"a"}', ['! wrong-type at "a" expected=block']],
  ['{"path":[]}', ['! wrong-type at [] expected=block']],
  ['{"name":"n"}', []],
  ['{"name":1}', []],
  ['{"path":{"a":{"b":{"capabilities":["read"]}}}}', ['exact a [read]']],
  ['{"x":1}', ['! unknown-key at "x" name=x']],
  ['{"path":{"a":{"x":1}}}', ['exact a []', '! unknown-rule-key at "x" name=x']],
  ['{"path":{"a":{"capabilities":["read"],"x\\q":1}}}', ['exact a []', '! illegal-escape at \\q escape=\\q']],
  [
    '{"path":{"a":{"control_group":{"factor":[{"f":{"identity":{"group_names":["g"],"approvals":1}}}]}}}}',
    ['exact a []', '! unknown-rule-key at "factor" name=factor'],
  ],
  [
    'path "a" { capabilities = ["read"] control_group = { factor "f" { identity { group_names = ["g"] approvals = 2 } } } }',
    ['exact a [read]'],
  ],
  [
    'path "a" { capabilities = ["read"] control_group { factor "f" { identity { group_names = ["g"] approvals = 2 } } } }',
    ['exact a [read]'],
  ],
  [
    'path "a" { capabilities = ["read"] control_group = { ttl = "4h" factor "f" { controlled_capabilities = ["read"] identity { group_names = ["g"] approvals = 2 } } } }',
    ['exact a [read]'],
  ],
  ['path "a" { capabilities = ["read"] control_group = {} }', ['exact a [read]', '! control-group-factors at {}']],
  [
    'path "a" { capabilities = ["read"] control_group = { factor "f" { } } }',
    ['exact a [read]', '! control-group-factor at { } name=f'],
  ],
  [
    'path "a" { capabilities = ["read"] control_group = { factor "f" { identity { group_names = "g" approvals = "x" } } } }',
    ['exact a [read]', '! wrong-type at "g" expected=list'],
  ],
  ['path "a" { capabilities = ["read"] control_group = 1 }', ['exact a [read]', '! wrong-type at 1 expected=block']],
  [
    'path "a" { capabilities = ["read"] control_group = { factor = 1 } }',
    ['exact a [read]', '! wrong-type at 1 expected=map'],
  ],
  [
    'path "a" { capabilities = ["read"] control_group = { factor "f" { identity { group_names = ["g"] approvals = 2 } } factor "g" { identity { group_ids = ["h"] approvals = 1 } } } }',
    ['exact a [read]'],
  ],
  [
    'path "a" { capabilities = ["read"] control_group = { factor "f" { controlled_capabilities = ["update"] identity { group_names = ["g"] approvals = 2 } } } }',
    [
      'exact a [read]',
      '! control-group-capability at { controlled_capabilities = ["update"] identity { group_names = ["g"] approvals = 2 } } name=f capability=update',
    ],
  ],
  [
    'path "a" { capabilities = ["read"] }\npath "b" { capabilities = ["lst"] }\npath "c" { policy = "x" }',
    [
      'exact a [read]',
      'exact b []',
      'exact c [] old="x"',
      '! unknown-capability at "lst" name=lst meant=list => "list"',
      '! unknown-old-policy at "x" name=x',
    ],
  ],
  ['', ['! empty at ']],
  [' ', []],
  ['# x', []],
  [
    'path "a" { capabilities = ["read"] control_group = { self_auth_allowed = true factor "f" { controlled_capabilities = ["read"] identity { group_names = ["g"] approvals = 2 } } } }',
    ['exact a [read]'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] control_group = { self_auth_allowed = 1 factor "f" { controlled_capabilities = ["read"] identity { group_names = ["g"] approvals = 2 } } } }',
    ['exact a [read]', '! wrong-type at 1 expected=bool'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] control_group = { self_auth_allowed = "true" factor "f" { controlled_capabilities = ["read"] identity { group_names = ["g"] approvals = 2 } } } }',
    ['exact a [read]', '! wrong-type at "true" expected=bool'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] control_group = { self_auth_allowed = [] factor "f" { controlled_capabilities = ["read"] identity { group_names = ["g"] approvals = 2 } } } }',
    ['exact a [read]', '! wrong-type at [] expected=bool'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] control_group = { ttl = 1.5 factor "f" { controlled_capabilities = ["read"] identity { group_names = ["g"] approvals = 2 } } } }',
    ['exact a [read]'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] control_group = { ttl = true factor "f" { controlled_capabilities = ["read"] identity { group_names = ["g"] approvals = 2 } } } }',
    ['exact a [read]', '! bad-duration at true name=ttl'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] control_group = { ttl = "x" factor "f" { controlled_capabilities = ["read"] identity { group_names = ["g"] approvals = 2 } } } }',
    ['exact a [read]', '! bad-duration at "x" name=ttl'],
    'openbao',
  ],
  [
    'path "a" { capabilities = [<<E\nread\nE\n] }',
    ['exact a []', '! unknown-capability at <<E\nread\nE\n name=read\n meant=read => "read"'],
  ],
  [
    'path "a" { policy = <<E\nread\nE\n}',
    ['exact a [] old="read\\n"', '! unknown-old-policy at <<E\nread\nE\n name=read\n'],
  ],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = 1\n min_wrapping_ttl = "2" }',
    ['exact a [read] min="2000000000n"'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = "1"\n min_wrapping_ttl = 2 }',
    ['exact a [read] min="2000000000n"'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = 1.5\n min_wrapping_ttl = 2 }',
    ['exact a [read] min="2000000000n"'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = 1.5\n min_wrapping_ttl = "2" }',
    ['exact a [read]', '! wrong-type at "2" expected=number'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = 1\n min_wrapping_ttl = 2.5 }',
    ['exact a [read]', '! wrong-type at 2.5 expected=integer'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = true\n min_wrapping_ttl = false }',
    ['exact a [read]', '! bad-duration at false name=min_wrapping_ttl'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = true\n min_wrapping_ttl = 1 }',
    ['exact a [read]', '! wrong-type at 1 expected=bool'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = [1]\n min_wrapping_ttl = ["2"] }',
    ['exact a [read]', '! bad-duration at ["2"] name=min_wrapping_ttl'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = {a = 1}\n min_wrapping_ttl = {b = 2} }',
    ['exact a [read]', '! bad-duration at {b = 2} name=min_wrapping_ttl'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = 1e400 }',
    ['exact a [read]', '! number-too-large at 1e400 text=1e400'],
  ],
  [
    'path "a" { capabilities = ["read"] min_wrapping_ttl = 99999999999999999999 }',
    ['exact a [read]', '! number-too-large at 99999999999999999999 text=99999999999999999999'],
  ],
  ['path "a" { capabilities = ["read"] pagination_limit = 5\n pagination_limit = "6" }', ['exact a [read]'], 'openbao'],
  [
    'path "a" { capabilities = ["read"] pagination_limit = [] }',
    ['exact a [read]', '! wrong-type at [] expected=integer'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] pagination_limit = <<E\n5\nE\n }',
    ['exact a [read]', '! wrong-type at <<E\n5\nE\n expected=integer'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] allowed_parameters = { a = [1], a = [2] } }',
    ['exact a [read] allowed={"a":[1,2]}'],
    'openbao',
  ],
  [
    'path "a" { capabilities = ["read"] allowed_parameters { a "b" { x = 1 } a "c" { y = 2 } z = [true, false] } }',
    ['exact a [read]', '! wrong-type at a "b" { x = 1 } expected=value'],
  ],
  [
    'path "a" { capabilities = ["read"] allowed_parameters = { a = [{ b = { c = 1.5 } }] } }',
    ['exact a [read] allowed={"a":[{"b":[{"c":1.5}]}]}'],
  ],
  [
    'path "a" { capabilities = ["read"] allowed_parameters = { a = [{ b { c = 1 } }, "x"] } }',
    ['exact a [read] allowed={"a":[{"b":[{"c":1}]},"x"]}'],
  ],
  [
    'path "a" { capabilities = ["read"] allowed_parameters = { a = [<<E\nx\nE\n] } }',
    ['exact a [read] allowed={"a":["x\\n"]}'],
  ],
  [
    'path "a" { capabilities = ["read"] allowed_parameters = { a = [1e400] } }',
    ['exact a [read]', '! number-too-large at 1e400 text=1e400'],
  ],
  [
    'path "a" { capabilities = ["read"] allowed_parameters = { a = [99999999999999999999] } }',
    ['exact a [read]', '! number-too-large at 99999999999999999999 text=99999999999999999999'],
  ],
  [
    'path "a" { capabilities = ["read"] allowed_parameters "a" "b" { x = 1 } }',
    ['exact a [read]', '! wrong-type at allowed_parameters "a" "b" { x = 1 } expected=value'],
  ],
  ['path "a" { capabilities = ["read"] allowed_parameters = 1 }', ['exact a [read]', '! wrong-type at 1 expected=map']],
  ['path "a" { capabilities = ["read"] allowed_parameters { } }', ['exact a [read] allowed={}']],
  [
    '{"path":{"a":{"capabilities":["read"],"allowed_parameters":{"a":[{"x":{"y":[1,"z"]}}]}}}}',
    ['exact a [read]', '! wrong-type at "x":{"y":[1,"z"]} expected=value'],
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"allowed_parameters":{"a":[[1],["x"]]}}}}',
    ['! expected at [ expected=json-name found=['],
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"allowed_parameters":{"a":{"x":1}}}}}',
    ['exact a [read] allowed={"a":[{"x":1}]}'],
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"allowed_parameters":{"a":[true,false,1.5]}}}}',
    ['exact a [read] allowed={"a":[1.5]}'],
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"control_group":{"ttl":"1h","factor":{"f":{"identity":{"group_names":["g"],"approvals":1}}}}}}}',
    ['exact a [read]'],
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"control_group":[{"ttl":"1h"},{"factor":[{"f":{"identity":{"group_names":["g"],"approvals":1}}}]}]}}}',
    ['exact a [read]'],
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"control_group":"x"}}}',
    ['exact a [read]', '! wrong-type at "x" expected=block'],
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"control_group":{"factor":{"f":"x"}}}}}',
    ['exact a [read]', '! wrong-type at "x" expected=block'],
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"control_group":{"factor":{"f":{"identity":"x"}}}}}}',
    ['exact a [read]', '! wrong-type at "x" expected=block'],
  ],
  [
    '{"path":{"a":{"capabilities":["read"],"control_group":{"factor":{"f":{"identity":{"group_names":["g"],"approvals":"2"}},"g":{"identity":{"group_ids":["h"],"approvals":0}}}}}}}',
    ['exact a [read]', '! control-group-factor at "identity":{"group_ids":["h"],"approvals":0} name=g'],
  ],
  ['{"path":{"a":{"capabilities":["read"]}},"name":"x\\q"}', ['exact a [read]', '! illegal-escape at \\q escape=\\q']],
  [
    '{"path":{"\\q":{"capabilities":["\\z"]}}}',
    ['! illegal-escape at \\q escape=\\q', '! illegal-escape at \\z escape=\\z'],
  ],
  [
    'path "a" { "\\q" = 1 "\\z" = 2 }',
    ['exact a []', '! illegal-escape at \\q escape=\\q', '! illegal-escape at \\z escape=\\z'],
  ],
  [
    'path "a\\q" { capabilities = ["read", "\\z"] policy = "x" }',
    ['! illegal-escape at \\q escape=\\q', '! illegal-escape at \\z escape=\\z'],
  ],
  [
    'path "a" { capabilities = ["lst"] }\npath "b" { capabilities = ["lst"] nonsense = 1 }',
    [
      'exact a []',
      'exact b []',
      '! unknown-capability at "lst" name=lst meant=list => "list"',
      '! unknown-capability at "lst" name=lst meant=list => "list"',
      '! unknown-rule-key at nonsense name=nonsense',
    ],
  ],
  [
    'nonsense = 1\npath "a" { nonsense = 2 }',
    ['exact a []', '! unknown-key at nonsense name=nonsense', '! unknown-rule-key at nonsense name=nonsense'],
  ],
  [
    'path "b" { policy = "nope" capabilities = ["x"] }\npath "+*a" { }',
    [
      'exact b [] old="nope"',
      'exact +*a []',
      '! unknown-old-policy at "nope" name=nope',
      '! unknown-capability at "x" name=x',
      '! plus-star at "+*a"',
    ],
  ],
  [
    'path "a" { capabilities = ["read"] allowed_parameters = { "a" = ["x"] "b" = ["y"] } }',
    ['exact a [read] allowed={"a":["x"],"b":["y"]}'],
  ],
]

test.each(cases.map(([text, read, dialect = 'vault']) => ({ text, read, dialect })))(
  '$text with $dialect is parsed',
  ({ text, read, dialect }) => {
    const policy = readPolicy(text, { dialect, now })
    const problems = policy.problems.map(({ code, start, end, parameters, fix }) => {
      const names = Object.entries(parameters).flatMap(([name, value]) =>
        name === 'known' ? [] : [` ${name}=${value}`],
      )
      const fixed = fix === undefined ? '' : ` => ${fix.map((edit) => edit.text).join('|')}`
      return `! ${code} at ${text.slice(start, end)}${names.join('')}${fixed}`
    })
    expect([...policy.rules.map(lineOfRule), ...problems]).toEqual(read)
    expect(isAccepted(policy)).toBe(problems.length === 0)
  },
)

test("a text over the server's size limit is not parsed, and one without a rule is refused", () => {
  const tooLarge = readPolicy('#'.repeat(1_048_577), { dialect: 'vault', now })
  expect(tooLarge.problems).toEqual([{ code: 'too-large', start: 0, end: 0, parameters: { limit: '1048576' } }])
  expect([tooLarge.rules, tooLarge.tree.items, tooLarge.dropped]).toEqual([[], [], null])
  expect(isAccepted(readPolicy('#'.repeat(1_048_576), { dialect: 'vault', now }))).toBe(true)
  expect(readPolicy('', { dialect: 'vault', now }).problems).toEqual([
    { code: 'empty', start: 0, end: 0, parameters: {} },
  ])
})

test('a duplicate argument is refused by Vault, and added to the first one by OpenBao', () => {
  const text = 'path "a" { capabilities = ["read"] capabilities = ["list"] }'
  expect(readPolicy(text, { dialect: 'vault', now }).problems.map(({ code }) => code)).toEqual(['already-set'])
  const merged = readPolicy(text, { dialect: 'openbao', now })
  expect([merged.problems, merged.rules[0]?.capabilities]).toEqual([[], ['read', 'list']])
})

test('each part of a rule is found at its position', () => {
  const text = '# why\npath "a/*" {\n  policy = "read"\n  capabilities = ["update", "sudo"]\n}\n'
  const [each] = readPolicy(text, { dialect: 'vault', now }).rules
  if (each === undefined) throw new Error('no rule was read')
  const at = ({ start, end }: { readonly start: number; readonly end: number }) => text.slice(start, end)
  expect(at(each)).toBe(text.slice(6, -1))
  expect(at(each.pathSpan)).toBe('"a/*"')
  expect(each.capabilitySpans.map((span) => [span.name, at(span)])).toEqual([
    ['update', '"update"'],
    ['sudo', '"sudo"'],
  ])
  expect(at(each.oldPolicy ?? each)).toBe('"read"')
  expect(at(each.capabilitiesItem ?? each)).toBe('capabilities = ["update", "sudo"]')
  expect(at(each.block)).toBe(text.slice(text.indexOf('{'), -1))
})
