/** Policies as people write them, right and wrong, each with the servers that accept it. */

export type TakenBy = 'both' | 'vault' | 'openbao' | 'neither'

export interface Collected {
  readonly what: string
  readonly takenBy: TakenBy
  readonly text: string
}

const policy = (what: string, takenBy: TakenBy, text: string): Collected => ({ what, takenBy, text })

const everyday: readonly Collected[] = [
  policy(
    'an application that reads its own secrets',
    'both',
    `# webapp reads its configuration
path "secret/data/webapp/*" {
  capabilities = ["read"]
}
path "secret/metadata/webapp/*" {
  capabilities = ["list"]
}
`,
  ),
  policy(
    'a pipeline that writes one folder',
    'both',
    `path "secret/data/ci/+/deploy" { capabilities = ["create", "update", "patch"] }
path "secret/metadata/ci/*" { capabilities = ["list", "read"] }`,
  ),
  policy(
    'an owner of a folder',
    'both',
    `path "secret/data/team/*" { capabilities = ["create", "read", "update", "patch", "delete"] }
path "secret/metadata/team/*" { capabilities = ["create", "read", "update", "patch", "delete", "list"] }
path "secret/delete/team/*" { capabilities = ["update"] }
path "secret/undelete/team/*" { capabilities = ["update"] }
path "secret/destroy/team/*" { capabilities = ["update"] }`,
  ),
  policy(
    'an operator',
    'both',
    `path "sys/health" { capabilities = ["read", "sudo"] }
path "sys/policies/acl/*" { capabilities = ["create", "read", "update", "delete", "list", "sudo"] }
path "sys/policies/acl" { capabilities = ["list"] }
path "auth/*" { capabilities = ["create", "read", "update", "delete", "list", "sudo"] }
path "sys/auth/*" { capabilities = ["create", "update", "delete", "sudo"] }
path "sys/auth" { capabilities = ["read"] }
path "sys/mounts/*" { capabilities = ["create", "read", "update", "delete", "list", "sudo"] }
path "sys/mounts" { capabilities = ["read"] }`,
  ),
  policy(
    'templates for each person',
    'both',
    `path "secret/data/{{identity.entity.name}}/*" { capabilities = ["create", "update", "read", "delete"] }
path "secret/metadata/{{identity.entity.id}}/*" { capabilities = ["list"] }
path "secret/data/groups/{{identity.groups.names.ops.id}}/*" { capabilities = ["read"] }
path "kv/{{ identity.entity.aliases.auth_kubernetes_1234.metadata.service_account_namespace }}/*" { capabilities = ["read"] }`,
  ),
  policy(
    'transit for one key',
    'both',
    `path "transit/encrypt/orders" { capabilities = ["update"] }
path "transit/decrypt/orders" { capabilities = ["update"] }
path "transit/keys" { capabilities = ["list"] }
path "transit/keys/orders" { capabilities = ["read"] }`,
  ),
  policy(
    'a certificate role with parameters',
    'both',
    `path "pki/issue/web" {
  capabilities = ["update"]
  allowed_parameters = {
    "common_name" = ["*.example.org", "example.org"]
    "ttl" = []
    "*" = []
  }
  denied_parameters = {
    "alt_names" = []
  }
  required_parameters = ["common_name"]
}`,
  ),
  policy(
    'wrapping forced',
    'both',
    `path "auth/approle/role/+/secret-id" {
  capabilities = ["update"]
  min_wrapping_ttl = "1s"
  max_wrapping_ttl = "90s"
}`,
  ),
  policy(
    'a token helper',
    'both',
    `path "auth/token/create" { capabilities = ["update"] }\npath "auth/token/lookup-self" { capabilities = ["read"] }`,
  ),
  policy(
    'a deny inside a wide grant',
    'both',
    `path "secret/*" { capabilities = ["read", "list"] }\npath "secret/data/hr/*" { capabilities = ["deny"] }`,
  ),
  policy(
    'everything',
    'both',
    `path "*" { capabilities = ["create", "read", "update", "patch", "delete", "list", "sudo"] }`,
  ),
  policy('a name in the policy', 'both', `name = "old-style"\npath "secret/*" { capabilities = ["read"] }`),
]

const odd: readonly Collected[] = [
  policy(
    'the old way',
    'both',
    `path "secret/*" { policy = "write" }\npath "secret/super" { policy = "deny" }\npath "sys/*" { policy = "sudo" }\npath "a" { policy = "read" }`,
  ),
  policy('the old way with a word of its own', 'neither', `path "secret/*" { policy = "rw" }`),
  policy('old and new together', 'both', `path "secret/*" { policy = "read" capabilities = ["delete"] }`),
  policy('commas between arguments', 'both', `path "a" { capabilities = ["read"], min_wrapping_ttl = 1, }`),
  policy(
    'all on one line, no commas',
    'both',
    `path "a" { capabilities = ["read"] min_wrapping_ttl = 1 max_wrapping_ttl = 2 } path "b" {}`,
  ),
  policy('two commas', 'neither', `path "a" { capabilities = ["read"],, min_wrapping_ttl = 1 }`),
  policy('a comma at the end of a list, and three', 'both', `path "a" { capabilities = ["read", ,, "list",] }`),
  policy('a list without commas', 'neither', `path "a" { capabilities = ["read" "list"] }`),
  policy('an assigned block', 'both', `path "a" = { capabilities = ["read"] }`.replace(' = {', ' {')),
  policy('a path with a sign before its block', 'neither', `path "a" = { capabilities = ["read"] }`),
  policy('rules in one object', 'neither', `path = { "secret/*" = { capabilities = ["read"] } }`),
  policy('a block without a path', 'both', `path { capabilities = ["read"] }`),
  policy('a path that is a bare word', 'both', `path secret { capabilities = ["read"] }`),
  policy('a path of two words', 'both', `path "a" "b" { capabilities = ["read"] }`),
  policy('a heredoc', 'both', `path "a" {\n  capabilities = ["read"]\n  comment = <<EOT\n  why "so" {\nEOT\n}\n`),
  policy('a heredoc in a list', 'both', `path "a" { required_parameters = [<<A\nx\nA\n, "y"] }`),
  policy(
    'an indented heredoc',
    'both',
    `path "a" {\n  comment = <<-EOT\n    why\n    EOT\n  capabilities = ["read"]\n}\n`,
  ),
  policy(
    'an indented heredoc whose end is not indented',
    'neither',
    `path "a" {\n  comment = <<-EOT\n    why\nEOT\n}\n`,
  ),
  policy('a heredoc without a line break at its end', 'neither', `name = <<EOT\nx\nEOT`),
  policy('escapes', 'both', `path "secret/\\u0061\\x62\\143\\U0001F600\\t\\"" { capabilities = ["\\x72ead"] }`),
  policy('an escape that is none', 'neither', `path "secret/\\d+" { capabilities = ["read"] }`),
  policy('an escape that no server can decode', 'neither', `path "\\400" {}`),
  policy('the same escape where nobody reads it', 'both', `path "a" { comment = "\\400" }`),
  policy('quotes inside an interpolation', 'both', `path "a/\${"b"}/c" { capabilities = ["read"] }`),
  policy('a line break in a string', 'neither', `path "a\nb" {}`),
  policy('a line break in an interpolation', 'both', `path "\${\n}" {}`),
  policy(
    'three kinds of comments',
    'both',
    `# one\n// two\n/* three\n lines */ path /* here */ "a" { # and\n capabilities = [ // there\n"read" /* x */ ] }`,
  ),
  policy('a comment without end', 'neither', `path "a" {} /* oh`),
  policy('a lone slash', 'neither', `path "a" { / }`),
  policy('markup in a comment', 'both', `# <script>alert(1)</script>\npath "a" {}`),
  policy('other scripts', 'both', `# 정책\npath "비밀/데이터/ü/😀/*" { capabilities = ["read"] }`),
  policy('a name of other letters', 'neither', `päth "a" {}`),
  policy('one path twice', 'both', `path "a" { capabilities = ["read"] }\npath "a" { capabilities = ["list"] }`),
  policy('an argument twice', 'openbao', `path "a" {\n  capabilities = ["read"]\n  capabilities = ["list"]\n}`),
  policy('an argument twice, once in quotes', 'both', `path "a" { "capabilities" = ["read"] capabilities = ["list"] }`),
  policy('quoted names', 'both', `"path" "a" { "capabilities" = ["read"] "min_wrapping_ttl" = "1m" }`),
  policy('names in capitals', 'neither', `path "a" { Capabilities = ["read"] }`),
  policy('Path in capitals', 'neither', `Path "a" { capabilities = ["read"] }`),
  policy('a capability in capitals', 'neither', `path "a" { capabilities = ["Read"] }`),
  policy('a misspelt capability', 'neither', `path "a" { capabilities = ["raed"] }`),
  policy('a misspelt capability behind a deny', 'both', `path "a" { capabilities = ["deny", "raed"] }`),
  policy('a misspelt argument', 'neither', `path "a" { capabilites = ["read"] }`),
  policy('a misspelt block', 'neither', `paths "a" { capabilities = ["read"] }`),
  policy('one capability without brackets', 'neither', `path "a" { capabilities = "read" }`),
  policy('capabilities as an empty block', 'both', `path "a" { capabilities {} }`),
  policy('no capabilities at all', 'both', `path "a" {}`),
  policy('numbers for texts', 'both', `path "a" { required_parameters = [1, 2] policy = "read" }`),
  policy('a number that is a capability', 'neither', `path "a" { capabilities = [1] }`),
  policy('parameters without lists', 'neither', `path "a" { allowed_parameters = { "x" = "y" } }`),
  policy(
    'parameters of all kinds',
    'both',
    `path "a" { allowed_parameters = { "x" = [1, 2.5, true, "z", [1], { a = 1 }] y = {} z {} } }`,
  ),
  policy('a plus before a star', 'neither', `path "secret/+*" {}`),
  policy('a star in the middle', 'both', `path "secret/*/config" { capabilities = ["read"] }`),
  policy('a plus inside a segment', 'both', `path "secret/a+/b" { capabilities = ["read"] }`),
  policy('a slash before the path', 'both', `path "/secret/a" { capabilities = ["read"] }`),
  policy('an empty path', 'both', `path "" { capabilities = ["read"] }`),
  policy('open template braces', 'neither', `path "secret/{{identity.entity.id" {}`),
  policy('an unknown template', 'both', `path "secret/{{identity.who}}" {}`),
  policy(
    'durations of all kinds',
    'both',
    `path "a" { min_wrapping_ttl = 1.9 max_wrapping_ttl = "1d" }\npath "b" { min_wrapping_ttl = "1h2m3.5s" max_wrapping_ttl = "" }`,
  ),
  policy('a duration in weeks', 'neither', `path "a" { min_wrapping_ttl = "1w" }`),
  policy('a duration that is too long', 'neither', `path "a" { max_wrapping_ttl = 9223372037 }`),
  policy('wrapping upside down', 'neither', `path "a" { min_wrapping_ttl = "2m" max_wrapping_ttl = "1m" }`),
  policy(
    'wrapping upside down behind a deny',
    'both',
    `path "a" { capabilities = ["deny"] min_wrapping_ttl = "2m" max_wrapping_ttl = "1m" }`,
  ),
  policy(
    'subscriptions',
    'vault',
    `path "a" { capabilities = ["read", "subscribe", "recover"] subscribe_event_types = ["kv*"] }`,
  ),
  policy('scanning', 'openbao', `path "a/*" { capabilities = ["list", "scan"] pagination_limit = 100 }`),
  policy(
    'an expiring rule',
    'openbao',
    `path "a" { capabilities = ["read"] expiration = "2999-01-01T00:00:00Z" comment = "until then" }`,
  ),
  policy(
    'an expired rule with a mistake',
    'openbao',
    `path "a" { capabilities = ["nope"] expiration = "2020-01-01T00:00:00Z" }`,
  ),
  policy(
    'a filtered listing',
    'openbao',
    `path "a/" { capabilities = ["list"] list_scan_response_keys_filter_path = "{{ .path }}{{ .key }}" }`,
  ),
  policy(
    'a filter without the key',
    'neither',
    `path "a/" { capabilities = ["list"] list_scan_response_keys_filter_path = "{{ .path }}" }`,
  ),
  policy(
    'a control group',
    'both',
    `path "a" {\n capabilities = ["read"]\n control_group = {\n ttl = "1h"\n factor "ops" {\n controlled_capabilities = ["read"]\n identity {\n group_names = ["g"]\n approvals = 2\n }\n }\n }\n}`,
  ),
  policy(
    'a control group by ids',
    'vault',
    `path "a" { control_group { factor "x" { identity { group_ids = ["1"] approvals = 1 } } } }`,
  ),
  policy(
    'a control group whose requester may approve',
    'both',
    `path "a" { capabilities = ["read"] control_group = { ttl = "1h" self_auth_allowed = true factor "x" { controlled_capabilities = ["read"] identity { group_names = ["g"] approvals = 1 } } } }`,
  ),
  policy(
    'a control group whose approval by the requester is a text',
    'vault',
    `path "a" { capabilities = ["read"] control_group = { ttl = "1h" self_auth_allowed = "true" factor "x" { controlled_capabilities = ["read"] identity { group_names = ["g"] approvals = 1 } } } }`,
  ),
  policy(
    'a control group with an argument that OpenBao does not have',
    'vault',
    `path "a" { capabilities = ["read"] control_group = { max_ttl = "1h" factor "x" { controlled_capabilities = ["read"] identity { group_names = ["g"] approvals = 1 } } } }`,
  ),
  policy(
    'equal wrapping TTLs',
    'both',
    `path "a" { capabilities = ["read"] min_wrapping_ttl = "1h" max_wrapping_ttl = "60m" }\npath "b" { capabilities = ["read"] min_wrapping_ttl = 90 max_wrapping_ttl = "1m30s" }`,
  ),
  policy('a control group without factors', 'neither', `path "a" { control_group = { ttl = "1h" } }`),
]

const json: readonly Collected[] = [
  policy('json', 'both', `{"path": {"secret/*": {"capabilities": ["read", "list"]}, "sys/*": {"policy": "deny"}}}`),
  policy(
    'json with lists of objects',
    'both',
    `{"path": [{"secret/*": {"capabilities": ["read"]}}, {"b": {"policy": "read"}, "c": {}}]}`,
  ),
  policy(
    'json with lists of objects in each other',
    'neither',
    `{"path": [{"secret/*": [{"capabilities": ["read"]}]}, {"b": {"policy": "read"}}]}`,
  ),
  policy('json with one path twice', 'both', `{"path": {"a": {"policy": "read"}, "a": {"policy": "deny"}}}`),
  policy(
    'json with parameters',
    'both',
    `{"path":{"a":{"capabilities":["update"],"allowed_parameters":{"x":["y",1],"z":[]},"min_wrapping_ttl":5}}}`,
  ),
  policy('json with a null', 'both', `{"name": null, "path": {"a": {"capabilities": ["read"], "comment": null}}}`),
  policy('json with a null in a list', 'neither', `{"path": {"a": {"capabilities": [null]}}}`),
  policy('json with nothing in it', 'both', `{}`),
  policy('json whose braces are missing', 'both', `{"path": {"a": {"capabilities": ["read"]`),
  policy('json and something after it', 'both', `{"path": {}} and so on`),
  policy('json with a comma too many', 'both', `{"path": {"a": {"capabilities": ["read",],},},}`),
  policy('json with comments', 'neither', `{\n# no\n"path": {}}`),
  policy('json with a pair of surrogates', 'neither', `{"path": {"\\ud83d\\ude00": {}}}`),
  policy('json with an escaped slash', 'neither', `{"path": {"secret\\/a": {}}}`),
  policy('json that is a list', 'neither', `[{"path": {}}]`),
  policy('json in single quotes', 'neither', `{'path': {}}`),
  policy('json with an unknown key', 'neither', `{"paths": {}}`),
]

const texts: readonly Collected[] = [
  policy('nothing', 'neither', ''),
  policy('a line break', 'both', '\n'),
  policy('a comment', 'both', '# nothing yet'),
  policy('a byte order mark', 'neither', '\ufeffpath "a" {}'),
  policy('a byte order mark before json', 'neither', '\ufeff{"path": {}}'),
  policy('line ends of Windows', 'both', 'path "a" {\r\n  capabilities = ["read"] # x\r\n}\r\n'),
  policy('line ends of all kinds', 'both', 'path "a" {\r  capabilities = ["read"]\n}\r\npath "b" {}'),
  policy('a NUL', 'neither', 'path "a" {}\0'),
  policy('a NUL in a comment', 'neither', '# a\0b\npath "a" {}'),
  policy('a NUL behind a word of JSON', 'neither', '{"path":{\0true\0=allowed_parameters}"write"'),
  policy('a NUL in place of what follows', 'both', '{"path":{"a":{\0}}}'),
  policy(
    'a NUL behind a number of JSON',
    'neither',
    '{"path":{"+":{"pagination_limit":-5\0"comment":[[[,["read"}}\0"required_parameters":0}}}',
  ),
  policy('a zero with a NUL behind it', 'neither', '{"path":{"a":{"capabilities":[0\0]}}}'),
  policy('a reserved character', 'neither', '# \ue123\npath "a" {}'),
  policy('a space of other kinds', 'neither', 'path\u00a0"a" {}'),
  policy('an unfinished line', 'both', 'path "a" {}\nname ='),
  policy('an unfinished unknown line', 'both', 'path "a" {}\nanything ='),
  policy('an unfinished line in a block', 'neither', 'path "a" { policy = }'),
  policy('a brace too few', 'neither', 'path "a" {\n  capabilities = ["read"]\n'),
  policy('a brace too many', 'neither', 'path "a" {}}'),
  policy('base64', 'both', 'cGF0aCAiYSIge30='),
  policy('a word that is base64', 'neither', 'path'),
  policy(
    'nested as deep as lists may be',
    'both',
    `path "a" { allowed_parameters = { x = ${'['.repeat(90)}${']'.repeat(90)} } }`,
  ),
  policy('a comment of half a megabyte', 'both', `# ${'x'.repeat(524_288)}\npath "a" {}`),
  policy('more than a megabyte', 'openbao', `# ${'x'.repeat(1_048_576)}\npath "a" {}`),
  policy(
    'a thousand rules',
    'both',
    Array.from({ length: 1000 }, (_, i) => `path "secret/data/${i}" { capabilities = ["read"] }`).join('\n'),
  ),
]

export const collected: readonly Collected[] = [...everyday, ...odd, ...json, ...texts]
