/**
 * Every finding of the linter with its position, its names, and the text after its fix; `=>!` is a fix that changes
 * access.
 */
import { describe, expect, test } from 'vitest'
import type { Dialect } from '../../policy/dialect.ts'
import type { LintContext, LintMount } from '../../policy/lint/finding.ts'
import { lintPolicy } from '../../policy/lint/lint.ts'
import { indexMounts } from '../../policy/lint/mountIndex.ts'
import { hasDoubleSlash, lineOf, removeItem } from '../../policy/lint/edits.ts'
import { needsSudo } from '../../policy/lint/sudo.ts'
import { readPolicy } from '../../policy/meaning.ts'
import { withEdits } from '../../policy/problems.ts'

const now = Date.UTC(2026, 0, 1)
const mounts: readonly LintMount[] = [
  { path: 'secret/', type: 'kv', version: 2 },
  { path: 'team/kv/', type: 'kv', version: 2 },
  { path: 'old/', type: 'kv', version: 1 },
  { path: 'gen/', type: 'generic' },
  { path: 'transit/', type: 'transit' },
  { path: 'pki/', type: 'pki' },
  { path: 'db/', type: 'database' },
  { path: 'ssh/', type: 'ssh' },
  { path: 'auth/approle/', type: 'approle' },
  { path: 'auth/kubernetes/', type: 'kubernetes', accessor: 'auth_k_1' },
]
const context: LintContext = { name: 'own', mounts, others: [] }

function linted(text: string, dialect: Dialect, given: LintContext = context): readonly string[] {
  const policy = readPolicy(text, { dialect, now })
  expect(policy.problems).toEqual([])
  return lintPolicy(policy, given).map(({ severity, code, start, end, parameters, fix, changesAccess }) => {
    const names = Object.entries(parameters).map(([name, value]) => ` ${name}=${value}`)
    const arrow = changesAccess === true ? '=>!' : '=>'
    const fixed = fix === undefined ? '' : ` ${arrow} ${withEdits(policy.tree.source.text, fix)}`
    return `${severity} ${code} at ${text.slice(start, end)}${names.join('')}${fixed}`
  })
}

const rule = (path: string, ...capabilities: string[]): string =>
  `path ${JSON.stringify(path)} { capabilities = ${JSON.stringify(capabilities).replaceAll(',', ', ')} }`

const cases: readonly (readonly [policy: string, findings: readonly string[], dialect?: Dialect])[] = [
  [
    rule('secret/app', 'read'),
    [
      'error kv2-no-prefix at "secret/app" mount=secret/ path=secret/app data=secret/data/app =>! path "secret/data/app" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('/secret/app', 'read'),
    [
      'info leading-slash at "/secret/app" path=/secret/app => path "secret/app" { capabilities = ["read"] }',
      'error kv2-no-prefix at "/secret/app" mount=secret/ path=/secret/app data=secret/data/app =>! path "secret/data/app" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('secret/app', 'list'),
    [
      'error kv2-no-prefix at "secret/app" mount=secret/ path=secret/app data=secret/data/app =>! path "secret/metadata/app" { capabilities = ["list"] }',
    ],
  ],
  [
    rule('secret/app/*', 'read', 'list'),
    [
      'error kv2-no-prefix at "secret/app/*" mount=secret/ path=secret/app/* data=secret/data/app/* =>! path "secret/data/app/*" { capabilities = ["read"] }\n\npath "secret/metadata/app/*" {\n  capabilities = ["list"]\n}',
    ],
  ],
  [
    rule('secret/hr/*', 'deny'),
    [
      'info denies-nothing at "secret/hr/*" path=secret/hr/*',
      'error kv2-no-prefix at "secret/hr/*" mount=secret/ path=secret/hr/* data=secret/data/hr/* =>! path "secret/data/hr/*" { capabilities = ["deny"] }\n\npath "secret/metadata/hr/*" {\n  capabilities = ["deny"]\n}',
    ],
  ],
  [
    '{"path":{"secret/hr/*":{"capabilities":["deny"]}}}',
    [
      'info denies-nothing at "secret/hr/*" path=secret/hr/*',
      'error kv2-no-prefix at "secret/hr/*" mount=secret/ path=secret/hr/* data=secret/data/hr/*',
    ],
  ],
  [
    '{"path":{"secret/app":{"capabilities":["read"]}}}',
    [
      'error kv2-no-prefix at "secret/app" mount=secret/ path=secret/app data=secret/data/app =>! {"path":{"secret/data/app":{"capabilities":["read"]}}}',
    ],
  ],
  [
    '{"path":{"secret/app":{"capabilities":["list"]}}}',
    [
      'error kv2-no-prefix at "secret/app" mount=secret/ path=secret/app data=secret/data/app =>! {"path":{"secret/metadata/app":{"capabilities":["list"]}}}',
    ],
  ],
  [
    '{"path":{"secret/app/*":{"capabilities":["read","list"]}}}',
    ['error kv2-no-prefix at "secret/app/*" mount=secret/ path=secret/app/* data=secret/data/app/*'],
  ],
  [
    'path "secret/app" { policy = "read" }',
    [
      'error kv2-no-prefix at "secret/app" mount=secret/ path=secret/app data=secret/data/app',
      'info old-policy at policy = "read" name=read capabilities=read list => path "secret/app" { capabilities = ["read", "list"] }',
    ],
  ],
  [
    'path "secret/data/app" { policy = "read" }',
    [
      'error kv2-list-on-data at "secret/data/app" metadata=secret/metadata/app mount=secret/',
      'info old-policy at policy = "read" name=read capabilities=read list => path "secret/data/app" { capabilities = ["read", "list"] }',
    ],
  ],
  [
    rule('secret/', 'list'),
    [
      'error kv2-no-prefix at "secret/" mount=secret/ path=secret/ data=secret/data/ =>! path "secret/metadata/" { capabilities = ["list"] }',
    ],
  ],
  [rule('secret/', 'read'), []],
  [
    rule('secret', 'list'),
    [
      'error mount-without-slash at "secret" path=secret meant=secret/metadata/ =>! path "secret/metadata/" { capabilities = ["list"] }',
    ],
  ],
  [rule('secret', 'list', 'read'), ['error mount-without-slash at "secret" path=secret meant=secret/metadata/']],
  [
    rule('old', 'list'),
    ['info mount-without-slash at "old" path=old meant=old/ =>! path "old/" { capabilities = ["list"] }'],
  ],
  [rule('secret', 'read'), []],
  [rule('transit', 'list'), []],
  [
    rule('secret/data/app/*', 'list'),
    [
      'error kv2-list-on-data at "list" metadata=secret/metadata/app/* mount=secret/ =>! path "secret/metadata/app/*" { capabilities = ["list"] }',
    ],
  ],
  [
    rule('secret/data/app/*', 'read', 'list'),
    [
      'error kv2-list-on-data at "list" metadata=secret/metadata/app/* mount=secret/ =>! path "secret/data/app/*" { capabilities = ["read"] }\n\npath "secret/metadata/app/*" {\n  capabilities = ["list"]\n}',
    ],
  ],
  [
    '{"path":{"secret/data/app/*":{"capabilities":["read","list"]}}}',
    ['error kv2-list-on-data at "list" metadata=secret/metadata/app/* mount=secret/'],
  ],
  [
    '{"path":{"secret/data/app/*":{"capabilities":["list"]}}}',
    [
      'error kv2-list-on-data at "list" metadata=secret/metadata/app/* mount=secret/ =>! {"path":{"secret/metadata/app/*":{"capabilities":["list"]}}}',
    ],
  ],
  [rule('secret/+/app', 'read'), []],
  [rule('secret/{{identity.entity.id}}/app', 'read'), []],
  [rule('secret/da*', 'read'), []],
  [
    rule('secret/dx*', 'read'),
    [
      'error kv2-no-prefix at "secret/dx*" mount=secret/ path=secret/dx* data=secret/data/dx* =>! path "secret/data/dx*" { capabilities = ["read"] }',
    ],
  ],
  [rule('secret/config', 'read'), []],
  [
    rule('secret/configs', 'read'),
    [
      'error kv2-no-prefix at "secret/configs" mount=secret/ path=secret/configs data=secret/data/configs =>! path "secret/data/configs" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('secret/metadata', 'list'),
    [
      'info list-without-slash at "list" path=secret/metadata meant=secret/metadata/ =>! path "secret/metadata/" { capabilities = ["list"] }',
    ],
  ],
  [rule('secret/data', 'read'), []],
  [
    rule('secret/data/a', 'read', 'sudo'),
    [
      'info unused-capability at "sudo" capability=sudo path=secret/data/a type=kv => path "secret/data/a" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('secret/subkeys/a', 'read', 'update'),
    [
      'info unused-capability at "update" capability=update path=secret/subkeys/a type=kv => path "secret/subkeys/a" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('secret/destroy/a', 'read'),
    ['info unused-capability at "read" capability=read path=secret/destroy/a type=kv'],
  ],
  [
    rule('secret/detailed-metadata/a', 'list', 'read'),
    [
      'info unused-capability at "read" capability=read path=secret/detailed-metadata/a type=kv => path "secret/detailed-metadata/a" { capabilities = ["list"] }',
    ],
  ],
  [
    rule('secret/config', 'read', 'list'),
    [
      'info unused-capability at "list" capability=list path=secret/config type=kv => path "secret/config" { capabilities = ["read"] }',
    ],
  ],
  [rule('secret/metadata/a', 'read', 'subscribe', 'recover'), []],
  [
    rule('secret/data/a', 'read', 'read', 'list'),
    [
      'info capability-twice at "read" capability=read => path "secret/data/a" { capabilities = ["read", "list"] }',
      'error kv2-list-on-data at "list" metadata=secret/metadata/a mount=secret/ =>! path "secret/data/a" { capabilities = ["read", "read"] }\n\npath "secret/metadata/a" {\n  capabilities = ["list"]\n}',
    ],
  ],
  [
    'path "secret/data/a" { capabilities = ["read"] capabilities = ["list"] }',
    [
      'warning argument-twice at capabilities name=capabilities',
      'error kv2-list-on-data at "list" metadata=secret/metadata/a mount=secret/',
    ],
    'openbao',
  ],
  [
    'path "secret/data/a" {\n  capabilities = ["read", # why\n "list"]\n}',
    ['error kv2-list-on-data at "list" metadata=secret/metadata/a mount=secret/'],
  ],
  [
    'path "secret/data/a" {\n  capabilities = ["patch"]\n  denied_parameters = { "password" = [] }\n}',
    [
      'warning kv2-parameters at denied_parameters = { "password" = [] } name=denied_parameters mount=secret/ =>! path "secret/data/a" {\n  capabilities = ["patch"]\n}',
    ],
  ],
  [
    'path "secret/data/a" {\n  capabilities = ["patch"]\n  denied_parameters = { "password" = [], "DATA" = [] }\n}',
    [
      'warning kv2-parameters at denied_parameters = { "password" = [], "DATA" = [] } name=denied_parameters mount=secret/',
    ],
  ],
  [
    'path "secret/data/a" {\n  capabilities = ["patch"]\n  allowed_parameters = { "password" = [], "*" = [] }\n  required_parameters = ["x", "version"]\n}',
    [
      'warning kv2-parameters at allowed_parameters = { "password" = [], "*" = [] } name=allowed_parameters mount=secret/',
      'warning kv2-parameters at required_parameters = ["x", "version"] name=required_parameters mount=secret/',
    ],
  ],
  ['path "secret/data/a" {\n  capabilities = ["patch"]\n  required_parameters = ["options", "Data"]\n}', []],
  ['path "secret/metadata/a" {\n  capabilities = ["update"]\n  denied_parameters = { "x" = [] }\n}', []],
  [
    '{"path":{"secret/data/a":{"capabilities":["patch"],"denied_parameters":{"x":[]}}}}',
    ['warning kv2-parameters at "denied_parameters":{"x":[]} name=denied_parameters mount=secret/'],
  ],
  [
    rule('old/data/app', 'read'),
    [
      'warning kv1-prefix at "old/data/app" mount=old/ prefix=data/ path=old/app =>! path "old/app" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('old/metadata/app', 'read'),
    [
      'warning kv1-prefix at "old/metadata/app" mount=old/ prefix=metadata/ path=old/app =>! path "old/app" { capabilities = ["read"] }',
    ],
  ],
  [rule('old/data', 'read'), []],
  [
    rule('old/app', 'read', 'patch'),
    [
      'info unused-capability at "patch" capability=patch path=old/app type=kv => path "old/app" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('gen/data/app', 'read', 'patch'),
    [
      'warning kv1-prefix at "gen/data/app" mount=gen/ prefix=data/ path=gen/app =>! path "gen/app" { capabilities = ["read", "patch"] }',
      'info unused-capability at "patch" capability=patch path=gen/data/app type=generic => path "gen/data/app" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('cubbyhole/a', 'read', 'patch'),
    [
      'info unused-capability at "patch" capability=patch path=cubbyhole/a type=cubbyhole => path "cubbyhole/a" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('transit/encrypt/k', 'update', 'read'),
    [
      'info unused-capability at "read" capability=read path=transit/encrypt/k type=transit => path "transit/encrypt/k" { capabilities = ["update"] }',
    ],
  ],
  [rule('transit/keys/k', 'read', 'list'), []],
  [rule('transit/encrypt', 'read'), []],
  [
    rule('transit/encrypt/k', 'update', 'sudo'),
    [
      'info unused-capability at "sudo" capability=sudo path=transit/encrypt/k type=transit => path "transit/encrypt/k" { capabilities = ["update"] }',
    ],
  ],
  [
    rule('pki/issue/x', 'update', 'read', 'sudo'),
    [
      'info unused-capability at "read" capability=read path=pki/issue/x type=pki => path "pki/issue/x" { capabilities = ["update", "sudo"] }',
    ],
  ],
  [
    rule('pki/root', 'delete'),
    ['error sudo-missing at "pki/root" path=pki/root =>! path "pki/root" { capabilities = ["delete", "sudo"] }'],
  ],
  [
    rule('pki/root/sign-self-issued', 'update'),
    [
      'error sudo-missing at "pki/root/sign-self-issued" path=pki/root/sign-self-issued =>! path "pki/root/sign-self-issued" { capabilities = ["update", "sudo"] }',
    ],
  ],
  [rule('pki/roots', 'delete'), []],
  [rule('pki/+', 'delete'), []],
  [
    rule('secrt/data/a', 'read'),
    [
      'warning no-such-mount at "secrt/data/a" mount=secrt/ meant=secret/ =>! path "secret/data/a" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('/secrt/data/a', 'read'),
    [
      'info leading-slash at "/secrt/data/a" path=/secrt/data/a => path "secrt/data/a" { capabilities = ["read"] }',
      'warning no-such-mount at "/secrt/data/a" mount=secrt/ meant=secret/ =>! path "secret/data/a" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('secrt', 'read'),
    ['warning no-such-mount at "secrt" mount=secrt/ meant=secret/ =>! path "secret" { capabilities = ["read"] }'],
  ],
  [
    rule('secrt/*', 'read'),
    ['warning no-such-mount at "secrt/*" mount=secrt/ meant=secret/ =>! path "secret/*" { capabilities = ["read"] }'],
  ],
  [rule('nowhere/a', 'read'), ['warning no-such-mount at "nowhere/a" mount=nowhere/']],
  [
    rule('nowhere/{{identity.entity.id}}', 'read'),
    ['warning no-such-mount at "nowhere/{{identity.entity.id}}" mount=nowhere/'],
  ],
  [
    rule('auth/kubernets/role/*', 'read'),
    [
      'warning no-such-mount at "auth/kubernets/role/*" mount=auth/kubernets/ meant=auth/kubernetes/ =>! path "auth/kubernetes/role/*" { capabilities = ["read"] }',
    ],
  ],
  [rule('auth/nowhere/x', 'read'), ['warning no-such-mount at "auth/nowhere/x" mount=auth/nowhere/']],
  [rule('auth/', 'list'), []],
  [rule('auth', 'list'), []],
  [rule('auth/*', 'list'), []],
  [rule('team/', 'list'), []],
  [rule('team/x', 'read'), ['warning no-such-mount at "team/x" mount=team/']],
  [rule('tea*', 'read'), []],
  [rule('teams/*', 'read'), ['warning no-such-mount at "teams/*" mount=teams/']],
  [rule('sec{{identity.entity.id}}/x', 'read'), []],
  [
    rule('v1/secrt/a', 'read'),
    ['error api-version at "v1/secrt/a" path=v1/secrt/a meant=secrt/a =>! path "secrt/a" { capabilities = ["read"] }'],
  ],
  [
    rule('//secrt/a', 'read'),
    ['error leading-slash at "//secrt/a" path=//secrt/a =>! path "secrt/a" { capabilities = ["read"] }'],
  ],
  [rule('/v1/', 'read'), ['info leading-slash at "/v1/" path=/v1/ => path "v1/" { capabilities = ["read"] }']],
  [
    rule('secret//data/a', 'read'),
    [
      'error double-slash at "secret//data/a" path=secret//data/a meant=secret/data/a =>! path "secret/data/a" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('secret/data///a//b', 'read'),
    [
      'error double-slash at "secret/data///a//b" path=secret/data///a//b meant=secret/data/a/b =>! path "secret/data/a/b" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('//secret/data//a', 'read'),
    [
      'error leading-slash at "//secret/data//a" path=//secret/data//a =>! path "secret/data//a" { capabilities = ["read"] }',
      'error double-slash at "//secret/data//a" path=//secret/data//a meant=//secret/data/a =>! path "//secret/data/a" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('secret/data/*/config', 'read'),
    [
      'error star-inside at "secret/data/*/config" path=secret/data/*/config meant=secret/data/+/config =>! path "secret/data/+/config" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('secret/data/*/*', 'read'),
    [
      'error star-inside at "secret/data/*/*" path=secret/data/*/* meant=secret/data/+/* =>! path "secret/data/+/*" { capabilities = ["read"] }',
    ],
  ],
  [rule('secret/data/a*b', 'read'), ['error star-inside at "secret/data/a*b" path=secret/data/a*b']],
  [
    rule('*/data/*', 'read'),
    [
      'error star-inside at "*/data/*" path=*/data/* meant=+/data/* =>! path "+/data/*" { capabilities = ["read"] }',
      'warning no-such-mount at "*/data/*" mount=*/',
    ],
  ],
  [rule('secret/data/**', 'read'), ['error star-inside at "secret/data/**" path=secret/data/**']],
  [
    rule('secret/data/*/a*', 'read'),
    [
      'error star-inside at "secret/data/*/a*" path=secret/data/*/a* meant=secret/data/+/a* =>! path "secret/data/+/a*" { capabilities = ["read"] }',
    ],
  ],
  [rule('secret/data/app+', 'read'), ['warning plus-inside at "secret/data/app+" path=secret/data/app+ part=app+']],
  [
    rule('secret/data/+app/x', 'read'),
    ['warning plus-inside at "secret/data/+app/x" path=secret/data/+app/x part=+app'],
  ],
  [rule('secret/data/{{identity.entity.name}}+/x', 'read'), []],
  [rule('secret/data/+/x', 'read'), []],
  [
    rule('/secret/data/a', 'read'),
    ['info leading-slash at "/secret/data/a" path=/secret/data/a => path "secret/data/a" { capabilities = ["read"] }'],
  ],
  [
    rule('///secret/data/a', 'read'),
    [
      'error leading-slash at "///secret/data/a" path=///secret/data/a =>! path "secret/data/a" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('/v1/secret/data/a', 'read'),
    [
      'error api-version at "/v1/secret/data/a" path=/v1/secret/data/a meant=secret/data/a =>! path "secret/data/a" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('v1/secret/data/a', 'read'),
    [
      'error api-version at "v1/secret/data/a" path=v1/secret/data/a meant=secret/data/a =>! path "secret/data/a" { capabilities = ["read"] }',
    ],
  ],
  [rule('v1/', 'read'), []],
  [rule('', 'read'), ['warning empty-path at "" => ']],
  ['{"path":{"":{"capabilities":["read"]}}}', ['warning empty-path at ""']],
  [
    rule('secret/metadata/app', 'list'),
    [
      'info list-without-slash at "list" path=secret/metadata/app meant=secret/metadata/app/ =>! path "secret/metadata/app/" { capabilities = ["list"] }',
    ],
  ],
  [
    rule('secret/metadata/app', 'list', 'read'),
    ['info list-without-slash at "list" path=secret/metadata/app meant=secret/metadata/app/'],
  ],
  [rule('secret/metadata/app/', 'list'), []],
  [rule('secret/metadata/app*', 'list'), []],
  [rule('secret/metadata/{{identity.entity.id}}', 'list'), []],
  [
    rule('old/app', 'list'),
    ['info list-without-slash at "list" path=old/app meant=old/app/ =>! path "old/app/" { capabilities = ["list"] }'],
  ],
  [
    rule('cubbyhole/app', 'list'),
    [
      'info list-without-slash at "list" path=cubbyhole/app meant=cubbyhole/app/ =>! path "cubbyhole/app/" { capabilities = ["list"] }',
    ],
  ],
  [
    rule('secret/data/app', 'list'),
    [
      'error kv2-list-on-data at "list" metadata=secret/metadata/app mount=secret/ =>! path "secret/metadata/app" { capabilities = ["list"] }',
    ],
  ],
  [rule('sys/mounts', 'list'), []],
  [rule('transit/keys', 'list'), []],
  [rule('*', 'read'), ['info too-broad at "*" path=* capabilities=read']],
  [rule('*', 'read', 'list'), ['info too-broad at "*" path=* capabilities=read list']],
  [
    rule('*', 'read', 'update'),
    [
      'warning escalates at "*" path=* ways=policy token-role identity login trust',
      'warning too-broad at "*" path=* capabilities=read update',
    ],
  ],
  [rule('*', 'deny'), ['info denies-nothing at "*" path=*']],
  [
    rule('/*', 'read'),
    [
      'info leading-slash at "/*" path=/* => path "*" { capabilities = ["read"] }',
      'info too-broad at "/*" path=/* capabilities=read',
    ],
  ],
  [rule('+/*', 'list'), ['info too-broad at "+/*" path=+/* capabilities=list']],
  [
    rule('+/+/*', 'update'),
    [
      'warning escalates at "+/+/*" path=+/+/* ways=policy token-role identity login trust',
      'warning too-broad at "+/+/*" path=+/+/* capabilities=update',
    ],
  ],
  [rule('+/*x', 'read'), ['error star-inside at "+/*x" path=+/*x']],
  ['path "*" {}', ['warning no-capabilities at "*" path=*']],
  ['path { capabilities = ["read"] }', ['error no-path at path', 'warning no-such-mount at path mount=path/']],
  [
    'path "secret/data/a" "b" { capabilities = ["read"] }',
    ['error second-path at "b" path="b" => path "secret/data/a" { capabilities = ["read"] }'],
  ],
  [
    'path "secret/data/a" b { capabilities = ["read"] }',
    ['error second-path at b path=b => path "secret/data/a" { capabilities = ["read"] }'],
  ],
  ['{"path":{"secret/data/a":{"b":{"capabilities":["read"]}}}}', []],
  ['path "secret/data/a" {}', ['warning no-capabilities at "secret/data/a" path=secret/data/a']],
  [rule('secret/data/a'), ['warning no-capabilities at capabilities = [] path=secret/data/a']],
  [
    rule('secret/data/a', 'deny', 'read'),
    [
      'info denies-nothing at "secret/data/a" path=secret/data/a',
      'error deny-and-more at capabilities = ["deny", "read"] path=secret/data/a ignored=read => path "secret/data/a" { capabilities = ["deny"] }',
    ],
  ],
  [
    rule('secret/data/a', 'read', 'deny', 'list'),
    [
      'info denies-nothing at "secret/data/a" path=secret/data/a',
      'error deny-and-more at capabilities = ["read", "deny", "list"] path=secret/data/a ignored=read list => path "secret/data/a" { capabilities = ["deny"] }',
    ],
  ],
  [
    rule('secret/data/a', 'deny', 'deny'),
    [
      'info denies-nothing at "secret/data/a" path=secret/data/a',
      'info capability-twice at "deny" capability=deny => path "secret/data/a" { capabilities = ["deny"] }',
    ],
  ],
  [
    rule('secret/data/a', 'read', 'patch', 'read'),
    ['info capability-twice at "read" capability=read => path "secret/data/a" { capabilities = ["read", "patch"] }'],
  ],
  [
    'path "old/a" { policy = "read" }',
    [
      'info list-without-slash at "old/a" path=old/a meant=old/a/',
      'info old-policy at policy = "read" name=read capabilities=read list => path "old/a" { capabilities = ["read", "list"] }',
    ],
  ],
  [
    'path "old/a" { policy = "write" capabilities = ["read"] }',
    [
      'info list-without-slash at "old/a" path=old/a meant=old/a/',
      'info old-policy at policy = "write" name=write capabilities=read create update delete list',
    ],
  ],
  [
    'path "old/a" { "policy" = "read" }',
    [
      'info list-without-slash at "old/a" path=old/a meant=old/a/',
      'info old-policy at "policy" = "read" name=read capabilities=read list',
    ],
  ],
  ['path "old/a" { policy = "" capabilities = ["read"] }', []],
  [
    'path "old/a" { policy = "deny" }',
    [
      'info denies-nothing at "old/a" path=old/a',
      'info old-policy at policy = "deny" name=deny capabilities=deny => path "old/a" { capabilities = ["deny"] }',
    ],
  ],
  [
    'path "secret/data/a" { capabilities = ["read"] comment = "x" "comment" = "y" }',
    ['warning argument-twice at "comment" name=comment'],
  ],
  [
    'path "secret/data/a" {\n  capabilities = ["read"]\n  control_group = { factor "a" { identity { group_names = ["x"] approvals = 1 } } }\n}',
    [],
  ],
  [
    'path "secret/data/a" {\n  capabilities = ["read"]\n  expiration = "2020-01-01T00:00:00Z"\n}\n',
    ['warning expired at expiration = "2020-01-01T00:00:00Z" path=secret/data/a time=2020-01-01T00:00:00.000Z => '],
    'openbao',
  ],
  ['path "secret/data/a" {\n  capabilities = ["read"]\n  expiration = "2030-01-01T00:00:00Z"\n}\n', [], 'openbao'],
  [
    '{"path":{"secret/data/a":{"capabilities":["read"],"expiration":"2020-01-01T00:00:00Z"}}}',
    ['warning expired at "expiration":"2020-01-01T00:00:00Z" path=secret/data/a time=2020-01-01T00:00:00.000Z'],
    'openbao',
  ],
  [
    rule('sys/audit', 'read'),
    ['error sudo-missing at "sys/audit" path=sys/audit =>! path "sys/audit" { capabilities = ["read", "sudo"] }'],
  ],
  [rule('sys/audit', 'read', 'sudo'), []],
  [
    rule('sys/audit/', 'read'),
    ['error sudo-missing at "sys/audit/" path=sys/audit/ =>! path "sys/audit/" { capabilities = ["read", "sudo"] }'],
  ],
  [
    rule('sys/audit/x', 'read'),
    ['error sudo-missing at "sys/audit/x" path=sys/audit/x =>! path "sys/audit/x" { capabilities = ["read", "sudo"] }'],
  ],
  [
    rule('sys/auth/*', 'update'),
    ['error sudo-missing at "sys/auth/*" path=sys/auth/* =>! path "sys/auth/*" { capabilities = ["update", "sudo"] }'],
  ],
  [rule('sys/auth', 'read'), []],
  [rule('sys/au*', 'read'), []],
  [rule('sys/aud*', 'read', 'sudo'), []],
  [
    rule('sys/mounts', 'read', 'sudo'),
    [
      'info unused-capability at "sudo" capability=sudo path=sys/mounts type=system => path "sys/mounts" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('sys/leases', 'list'),
    ['error sudo-missing at "sys/leases" path=sys/leases =>! path "sys/leases" { capabilities = ["list", "sudo"] }'],
  ],
  [
    rule('sys/seal', 'update'),
    ['error sudo-missing at "sys/seal" path=sys/seal =>! path "sys/seal" { capabilities = ["update", "sudo"] }'],
  ],
  [rule('sys/seal', 'deny'), ['info denies-nothing at "sys/seal" path=sys/seal']],
  [rule('sys/seal*', 'update'), []],
  [
    'path "sys/seal" { policy = "write" }',
    [
      'error sudo-missing at "sys/seal" path=sys/seal',
      'info old-policy at policy = "write" name=write capabilities=create read update delete list => path "sys/seal" { capabilities = ["create", "read", "update", "delete", "list"] }',
    ],
  ],
  [
    'path "sys/mounts" { policy = "sudo" }',
    [
      'info unused-capability at "sys/mounts" capability=sudo path=sys/mounts type=system',
      'info old-policy at policy = "sudo" name=sudo capabilities=create read update delete list sudo => path "sys/mounts" { capabilities = ["create", "read", "update", "delete", "list", "sudo"] }',
    ],
  ],
  [
    rule('sys/rotate/root', 'update'),
    [
      'error sudo-missing at "sys/rotate/root" path=sys/rotate/root =>! path "sys/rotate/root" { capabilities = ["update", "sudo"] }',
    ],
    'openbao',
  ],
  [rule('sys/rotate/root', 'update'), []],
  [
    rule('auth/token/revoke-orphan', 'update'),
    [
      'error sudo-missing at "auth/token/revoke-orphan" path=auth/token/revoke-orphan =>! path "auth/token/revoke-orphan" { capabilities = ["update", "sudo"] }',
    ],
  ],
  [rule('auth/token/revoke-orphan', 'update'), [], 'openbao'],
  [
    rule('sys/replication/reindex', 'update'),
    [
      'error sudo-missing at "sys/replication/reindex" path=sys/replication/reindex =>! path "sys/replication/reindex" { capabilities = ["update", "sudo"] }',
    ],
  ],
  [rule('secret/data/a', 'sudo'), ['info unused-capability at "sudo" capability=sudo path=secret/data/a type=kv']],
  [
    rule('transit/keys/a', 'read', 'sudo'),
    [
      'info unused-capability at "sudo" capability=sudo path=transit/keys/a type=transit => path "transit/keys/a" { capabilities = ["read"] }',
    ],
  ],
  [rule('auth/kubernetes/role/a', 'read', 'sudo'), []],
  [rule('sys/+/x', 'read', 'sudo'), []],
  [
    rule('secret/data/{{identity.entity.nam}}', 'read'),
    [
      'error unknown-template at "secret/data/{{identity.entity.nam}}" key=identity.entity.nam meant=identity.entity.name =>! path "secret/data/{{identity.entity.name}}" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('secret/data/{{user}}/{{identity.entity.ids}}', 'read'),
    [
      'error unknown-template at "secret/data/{{user}}/{{identity.entity.ids}}" key=user',
      'error unknown-template at "secret/data/{{user}}/{{identity.entity.ids}}" key=identity.entity.ids meant=identity.entity.id =>! path "secret/data/{{user}}/{{identity.entity.id}}" { capabilities = ["read"] }',
    ],
  ],
  [
    rule(
      'secret/data/{{identity.entity.metadata.x}}/{{identity.groups.names.a.id}}/{{time.now}}/{{time.now.plus.1h}}',
      'read',
    ),
    [],
  ],
  [
    rule('secret/data/{{identity.entity.aliases.nope.name}}/{{identity.entity.aliases.nope.id}}', 'read'),
    [
      'warning unknown-accessor at "secret/data/{{identity.entity.aliases.nope.name}}/{{identity.entity.aliases.nope.id}}" accessor=nope key=identity.entity.aliases.nope.name',
    ],
  ],
  [rule('secret/data/{{identity.entity.aliases.auth_k_1.name}}', 'read'), []],
  [
    rule('secret/data/{{identity.entity.metadata}}', 'read'),
    ['error unknown-template at "secret/data/{{identity.entity.metadata}}" key=identity.entity.metadata'],
  ],
  [
    rule('secret/data/{{identity.groups.names.a}}', 'read'),
    ['error unknown-template at "secret/data/{{identity.groups.names.a}}" key=identity.groups.names.a'],
  ],
  [rule('secret/data/{{identity.entity.aliases.auth_k_1.metadata.a.b}}', 'read'), []],
  [
    'path "secret/data/a" { capabilities = ["read"] }\nname =',
    ['error dropped-argument at name = => path "secret/data/a" { capabilities = ["read"] }\n'],
  ],
  [
    'name = "x"\npath "secret/data/a" { capabilities = ["read"] }',
    ['info name-ignored at name = "x" => path "secret/data/a" { capabilities = ["read"] }'],
  ],
  ['{"name":"x","path":{"secret/data/a":{"capabilities":["read"]}}}', ['info name-ignored at "name":"x"']],
  [
    'cGF0aCAiYSIge30=',
    ['warning base64 at ', 'warning no-such-mount at CAi mount=a/', 'warning no-capabilities at CAi path=a'],
  ],
  [
    '{"path": {"secret/data/a": {"capabilities": ["read"]',
    ['warning loose-json at {"path": {"secret/data/a": {"capabilities": ["read"]'],
  ],
  [
    'path "secret/data/a" { capabilities = ["read"] }\npath "secret/data/a" { capabilities = ["patch"] }\n',
    [
      'warning same-path at "secret/data/a" path=secret/data/a => path "secret/data/a" { capabilities = ["read", "patch"] }\n',
    ],
  ],
  [
    'path "secret/data/a" { capabilities = ["read"] }\npath "/secret/data/a" { capabilities = ["patch"] }\n',
    [
      'warning same-path at "/secret/data/a" path=secret/data/a => path "secret/data/a" { capabilities = ["read", "patch"] }\n',
      'info leading-slash at "/secret/data/a" path=/secret/data/a => path "secret/data/a" { capabilities = ["read"] }\npath "secret/data/a" { capabilities = ["patch"] }\n',
    ],
  ],
  [
    'path "secret/data/a" { capabilities = ["read"] }\npath "secret/data/a" { capabilities = ["deny"] }\n',
    ['error denied-here at "secret/data/a" path=secret/data/a => path "secret/data/a" { capabilities = ["deny"] }\n'],
  ],
  [
    'path "secret/data/a" { capabilities = ["deny"] }\npath "secret/data/a" { capabilities = ["read"] }\n',
    ['error denied-here at "secret/data/a" path=secret/data/a => path "secret/data/a" { capabilities = ["deny"] }\n'],
  ],
  [
    'path "secret/data/a" { capabilities = ["deny"] }\npath "secret/data/a" { capabilities = ["deny"] }\n',
    [
      'info denies-nothing at "secret/data/a" path=secret/data/a',
      'warning same-path at "secret/data/a" path=secret/data/a => path "secret/data/a" { capabilities = ["deny"] }\n',
      'info denies-nothing at "secret/data/a" path=secret/data/a',
    ],
  ],
  [
    'path "secret/data/a" { capabilities = ["read"] }\npath "secret/data/a" { capabilities = ["patch"] comment = "x" }\n',
    ['warning same-path at "secret/data/a" path=secret/data/a'],
  ],
  [
    'path "old/a" { policy = "read" }\npath "old/a" { capabilities = ["delete"] }',
    [
      'info list-without-slash at "old/a" path=old/a meant=old/a/',
      'info old-policy at policy = "read" name=read capabilities=read list => path "old/a" { capabilities = ["read", "list"] }\npath "old/a" { capabilities = ["delete"] }',
      'warning same-path at "old/a" path=old/a',
    ],
  ],
  [
    '{"path":{"secret/data/a":{"capabilities":["read"]},"/secret/data/a":{"capabilities":["deny"]}}}',
    [
      'error denied-here at "secret/data/a" path=secret/data/a',
      'info leading-slash at "/secret/data/a" path=/secret/data/a => {"path":{"secret/data/a":{"capabilities":["read"]},"secret/data/a":{"capabilities":["deny"]}}}',
    ],
  ],
  [
    '{"path":{"secret/data/a":{"capabilities":["read"]},"/secret/data/a":{"capabilities":["patch"]}}}',
    [
      'warning same-path at "/secret/data/a" path=secret/data/a',
      'info leading-slash at "/secret/data/a" path=/secret/data/a => {"path":{"secret/data/a":{"capabilities":["read"]},"secret/data/a":{"capabilities":["patch"]}}}',
    ],
  ],
  ['path "secret/data/a" { capabilities = ["read"] }\npath "secret/data/a*" { capabilities = ["read"] }\n', []],
  [
    'path "secret/data/*" { capabilities = ["read"] }\npath "secret/data/+/app*" { capabilities = ["patch"] }\n',
    [
      'error never-wins at "secret/data/+/app*" path=secret/data/+/app* by=secret/data/* => path "secret/data/*" { capabilities = ["read"] }\n',
    ],
  ],
  ['path "secret/*" { capabilities = ["read"] }\npath "secret/data/+/app*" { capabilities = ["patch"] }\n', []],
  [
    'path "secret/data/+/*" { capabilities = ["read"] }\npath "secret/data/+/+/app*" { capabilities = ["patch"] }\n',
    [
      'error never-wins at "secret/data/+/+/app*" path=secret/data/+/+/app* by=secret/data/+/* => path "secret/data/+/*" { capabilities = ["read"] }\n',
    ],
  ],
  ['path "secret/data/+/*" { capabilities = ["read"] }\npath "secret/data/+/app*" { capabilities = ["patch"] }\n', []],
  ['path "secret/data/*" { capabilities = ["read"] }\npath "secret/data/+/app" { capabilities = ["patch"] }\n', []],
  [
    '{"path":{"secret/data/*":{"capabilities":["read"]},"secret/data/+/app*":{"capabilities":["patch"]}}}',
    ['error never-wins at "secret/data/+/app*" path=secret/data/+/app* by=secret/data/*'],
  ],
  [
    'path "secret/data/*" { capabilities = ["read"] expiration = "2020-01-01T00:00:00Z" }\npath "secret/data/+/app*" { capabilities = ["patch"] }\n',
    [
      'warning expired at expiration = "2020-01-01T00:00:00Z" path=secret/data/* time=2020-01-01T00:00:00.000Z => path "secret/data/+/app*" { capabilities = ["patch"] }\n',
    ],
    'openbao',
  ],
  [
    'path "secret/data/*" { capabilities = ["read"] }\npath "secret/data/+/app*" { capabilities = ["read"] expiration = "2020-01-01T00:00:00Z" }\n',
    [
      'warning expired at expiration = "2020-01-01T00:00:00Z" path=secret/data/+/app* time=2020-01-01T00:00:00.000Z => path "secret/data/*" { capabilities = ["read"] }\n',
    ],
    'openbao',
  ],
  [
    'path "secret/data/hr" { capabilities = ["deny"] }\npath "secret/data/app" { capabilities = ["read"] }\n',
    ['info denies-nothing at "secret/data/hr" path=secret/data/hr'],
  ],
  ['path "secret/data/hr" { capabilities = ["deny"] }\npath "secret/data/*" { capabilities = ["read"] }\n', []],
  [
    'path "secret/data/hr" { capabilities = ["deny"] }\npath "secret/data/hr*" {}\n',
    [
      'info denies-nothing at "secret/data/hr" path=secret/data/hr',
      'warning no-capabilities at "secret/data/hr*" path=secret/data/hr*',
    ],
  ],
  [
    'path "secret/data/hr" { capabilities = ["deny"] expiration = "2020-01-01T00:00:00Z" }\n',
    ['warning expired at expiration = "2020-01-01T00:00:00Z" path=secret/data/hr time=2020-01-01T00:00:00.000Z => '],
    'openbao',
  ],
  [
    'path "secret/data/hr" { capabilities = ["deny"] }\npath "secret/data/*" { capabilities = ["read"] expiration = "2020-01-01T00:00:00Z" }\n',
    [
      'info denies-nothing at "secret/data/hr" path=secret/data/hr',
      'warning expired at expiration = "2020-01-01T00:00:00Z" path=secret/data/* time=2020-01-01T00:00:00.000Z => path "secret/data/hr" { capabilities = ["deny"] }\n',
    ],
    'openbao',
  ],
  // Folders and incomplete permissions
  [
    rule('secret/data/app/', 'read'),
    [
      'warning folder-without-star at "secret/data/app/" path=secret/data/app/ meant=secret/data/app/* =>! path "secret/data/app/*" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('old/app/', 'read'),
    [
      'warning folder-without-star at "old/app/" path=old/app/ meant=old/app/* =>! path "old/app/*" { capabilities = ["read"] }',
    ],
  ],
  [rule('old/app/', 'list'), []],
  [rule('secret/metadata/app/', 'list', 'read'), []],
  [`${rule('secret/data/app/', 'read')}\n${rule('secret/data/app/*', 'read')}`, []],
  [rule('secret/', 'read'), []],
  [rule('secret/data/app', 'create', 'update'), []],
  [
    rule('secret/data/app', 'create'),
    ['info half-write at "create" path=secret/data/app capability=create missing=update'],
  ],
  [
    rule('secret/data/app', 'read', 'update'),
    ['info half-write at "update" path=secret/data/app capability=update missing=create'],
  ],
  [rule('old/app', 'update'), ['info half-write at "update" path=old/app capability=update missing=create']],
  [rule('secret/metadata/app', 'update'), []],
  [rule('secret/destroy/app', 'update'), []],
  [
    `${rule('secret/data/app', 'create')}\n${rule('secret/data/app', 'update')}`,
    [
      'warning same-path at "secret/data/app" path=secret/data/app => path "secret/data/app" { capabilities = ["create", "update"] }\n',
    ],
  ],
  // Denials of only the data
  [
    `${rule('secret/*', 'read', 'update', 'create')}\n${rule('secret/data/hr/*', 'deny')}`,
    [
      `warning denies-data-only at "secret/data/hr/*" path=secret/data/hr/* open=metadata/ delete/ undelete/ destroy/ subkeys/ => ${rule('secret/*', 'read', 'update', 'create')}\n${rule('secret/data/hr/*', 'deny')}${['metadata', 'delete', 'undelete', 'destroy', 'subkeys'].map((prefix) => `\n\npath "secret/${prefix}/hr/*" {\n  capabilities = ["deny"]\n}`).join('')}`,
    ],
  ],
  [`${rule('secret/data/*', 'read')}\n${rule('secret/metadata/*', 'list')}\n${rule('secret/data/hr/*', 'deny')}`, []],
  [
    `${rule('secret/data/*', 'read')}\n${rule('secret/metadata/*', 'read')}\n${rule('secret/data/hr/*', 'deny')}\n${rule('secret/metadata/hr/*', 'deny')}`,
    [],
  ],
  // Paths of other engines and methods
  [rule('auth/token/create', 'create', 'update'), []],
  [
    rule('auth/token/create', 'create'),
    [
      'error needs-update at "create" path=auth/token/create type=token =>! path "auth/token/create" { capabilities = ["update"] }',
    ],
  ],
  [
    rule('auth/token/lookup-self', 'read', 'list'),
    [
      'info unused-capability at "list" capability=list path=auth/token/lookup-self type=token => path "auth/token/lookup-self" { capabilities = ["read"] }',
    ],
  ],
  [rule('auth/token/roles/x', 'create', 'read'), []],
  [rule('pki/roles/*', 'create', 'read', 'update', 'patch', 'delete', 'list'), []],
  [rule('pki/*', 'create', 'read', 'update', 'patch', 'delete', 'list'), []],
  [rule('pki/roles', 'list'), []],
  [rule('pki/roles/', 'list'), []],
  [
    rule('pki/sign/web', 'read', 'update', 'delete'),
    [
      'info unused-capability at "read" capability=read path=pki/sign/web type=pki => path "pki/sign/web" { capabilities = ["update", "delete"] }',
      'info unused-capability at "delete" capability=delete path=pki/sign/web type=pki => path "pki/sign/web" { capabilities = ["read", "update"] }',
    ],
  ],
  [rule('pki/never/heard', 'read', 'delete'), []],
  [
    rule('db/creds/app', 'read', 'update'),
    [
      'info unused-capability at "update" capability=update path=db/creds/app type=database => path "db/creds/app" { capabilities = ["read"] }',
    ],
  ],
  [rule('db/+/app', 'read', 'update', 'create', 'delete'), []],
  [
    rule('ssh/sign/{{identity.entity.name}}', 'update', 'read'),
    [
      'info unused-capability at "read" capability=read path=ssh/sign/{{identity.entity.name}} type=ssh => path "ssh/sign/{{identity.entity.name}}" { capabilities = ["update"] }',
    ],
  ],
  [
    rule('auth/kubernetes/roles/app', 'read'),
    [
      'error wrong-folder at "auth/kubernetes/roles/app" path=auth/kubernetes/roles/app meant=auth/kubernetes/role/app =>! path "auth/kubernetes/role/app" { capabilities = ["read"] }',
    ],
  ],
  [
    rule('auth/approle/roles', 'list'),
    [
      'error wrong-folder at "auth/approle/roles" path=auth/approle/roles meant=auth/approle/role =>! path "auth/approle/role" { capabilities = ["list"] }',
    ],
  ],
  [rule('pki/role*', 'read'), []],
  [rule('auth/approle/role/roles', 'read'), []],
  [rule('auth/approle/login', 'update'), ['info login-path at "auth/approle/login" path=auth/approle/login => ']],
  [
    `${rule('auth/approle/login', 'update')}\n${rule('auth/approle/*', 'read')}`,
    ['info login-path at "auth/approle/login" path=auth/approle/login'],
  ],
  [rule('auth/approle/role/login', 'read'), []],
  // The text of a path, and sudo
  [
    rule('secret/data/app ', 'read'),
    [
      'warning edge-spaces at "secret/data/app " path=secret/data/app  meant=secret/data/app =>! path "secret/data/app" { capabilities = ["read"] }',
    ],
  ],
  [rule('secret/data/an app', 'read'), []],
  [
    rule('secret/data/${var.app}/x', 'read'),
    ['error terraform-value at "secret/data/${var.app}/x" path=secret/data/${var.app}/x value=${var.app}'],
  ],
  [rule('secret/data/$app', 'read'), []],
  [rule('auth/kubernetes/config', 'sudo'), ['warning sudo-alone at "sudo" path=auth/kubernetes/config']],
  [rule('sys/audit', 'sudo'), ['warning sudo-alone at "sudo" path=sys/audit']],
  [
    rule('sys/*', 'read'),
    ['info sudo-below at "sys/*" path=sys/* guarded=sys/audit sys/audit/* sys/auth/* sys/config/auditing/*'],
  ],
  [rule('sys/*', 'read', 'sudo'), []],
  [
    rule('sys/policies/acl/*', 'update'),
    ['warning escalates at "sys/policies/acl/*" path=sys/policies/acl/* ways=policy'],
  ],
  [
    'path "sys/policies/acl/*" { capabilities = ["create", "update"] }\npath "auth/token/create" { capabilities = ["update"] }',
    ['warning escalates at "sys/policies/acl/*" path=sys/policies/acl/* ways=policy'],
  ],
  [
    rule('auth/token/create', 'update', 'sudo'),
    ['warning escalates at "auth/token/create" path=auth/token/create ways=token'],
  ],
  [
    rule('identity/entity/id/*', 'update'),
    ['warning escalates at "identity/entity/id/*" path=identity/entity/id/* ways=identity'],
  ],
]

test.each(cases.map(([text, findings, dialect = 'vault']) => ({ text, findings, dialect })))(
  '$text with $dialect has these findings',
  ({ text, findings, dialect }) => {
    expect(linted(text, dialect)).toEqual(findings)
  },
)

describe('the findings with other policies and without mounts', () => {
  const noMounts: LintContext = { name: null, mounts: null, others: [] }

  test('omit engines that cannot be listed, and include everything else', () => {
    for (const path of ['nowhere/app', 'secret/app', 'old/data/app', 'pki/root']) {
      expect(linted(rule(path, 'read', 'delete'), 'vault', noMounts)).toEqual([])
    }
    expect(linted(rule('sys/audit', 'read'), 'vault', noMounts)).toHaveLength(1)
    expect(linted(rule('a/{{identity.entity.aliases.nope.name}}', 'read'), 'vault', noMounts)).toEqual([])
    const withoutAccessors = { ...noMounts, mounts: [{ path: 'a/', type: 'x' }] }
    expect(linted(rule('a/{{identity.entity.aliases.nope.name}}', 'read'), 'vault', withoutAccessors)).toEqual([])
  })

  test('exclude a denial if another policy of the token grants what it denies', () => {
    const others = (text: string) => [{ name: 'other', rules: readPolicy(text, { dialect: 'vault', now }).rules }]
    const denial = rule('old/hr', 'deny')
    for (const [text, isIdle] of [
      [rule('old/*', 'read'), false],
      [rule('old/it', 'read'), true],
      [rule('old/*', 'deny'), true],
      ['path "old/*" {}', true],
    ] as const) {
      expect(linted(denial, 'vault', { ...context, others: others(text) })).toEqual(
        isIdle ? ['info denies-nothing at "old/hr" path=old/hr'] : [],
      )
    }
  })

  test('are limited to 2,000, and do not compare thousands of denials with thousands of grants', () => {
    const many = Array.from({ length: 2100 }, (_, index) => `path "old/${index}" {}\n`).join('')
    expect(linted(many, 'vault')).toHaveLength(2000)
    const rules = (count: number, name: string, capability: string) =>
      Array.from({ length: count }, (_, index) => `${rule(`old/${name}${index}`, capability)}\n`).join('')
    expect(linted(rules(501, 'd', 'deny') + rules(400, 'g', 'read'), 'vault')).toEqual([])
    expect(linted(rules(20, 'd', 'deny') + rules(20, 'g', 'read'), 'vault')).toHaveLength(20)
  })
})

describe('mounts', () => {
  const index = indexMounts([...mounts, { path: 'secret/nested/', type: 'kv', version: 1 }])

  test.each([
    ['secret/app', 'secret/'],
    ['secret/', 'secret/'],
    ['secret', null],
    ['secret/nested/app', 'secret/nested/'],
    ['secret/nested', 'secret/'],
    ['secret/nestedapp/x', 'secret/'],
    ['team/kv/a/b/c', 'team/kv/'],
    ['team/x', null],
    ['auth/kubernetes/role/a', 'auth/kubernetes/'],
    ['auth/token/create', 'auth/token/'],
    ['sys/mounts', 'sys/'],
    ['identity/entity', 'identity/'],
    ['cubbyhole/a', 'cubbyhole/'],
    ['/secret/app', null],
    ['', null],
  ])('contain paths: %j is in %j', (path, mount) => {
    // Twice: the last result is cached.
    expect([index.at(path)?.path ?? null, index.at(path)?.path ?? null]).toEqual([mount, mount])
  })

  test.each([
    ['', true],
    ['s', true],
    ['secret/nested/', true],
    ['secret/nested/x', false],
    ['auth/', true],
    ['auth/k', true],
    ['auth/l', false],
    ['aa', false],
    ['zz', false],
    ['transit/', true],
  ])('begin with %j: %j', (prefix, isBeginning) => {
    expect(index.startsAny(prefix)).toBe(isBeginning)
  })

  test('are complete, with configured mounts replacing built-in ones', () => {
    const own = indexMounts([
      { path: 'sys/', type: 'other', accessor: 'x' },
      { path: 'a/', type: 'kv' },
    ])
    expect(own.all.map(({ path }) => path).toSorted()).toEqual(['a/', 'auth/token/', 'cubbyhole/', 'identity/', 'sys/'])
    expect(own.at('sys/x')?.type).toBe('other')
    expect([...own.accessors]).toEqual(['x'])
  })

  test('are guessed for 50 names, and for those again', () => {
    const guessed = indexMounts(mounts)
    expect([guessed.nearest('secrt'), guessed.nearest('nothing-like-it')]).toEqual(['secret', null])
    for (let count = 0; count < 48; count++) expect(guessed.nearest(`wrong-${count}`)).toBeNull()
    expect([guessed.nearest('transt'), guessed.nearest('secrt')]).toEqual([null, 'secret'])
    const long = indexMounts([{ path: `${'x'.repeat(60)}/`, type: 'kv' }])
    expect(long.nearest('x'.repeat(59))).toBeNull()
  })
})

describe('the line of a span', () => {
  test.each([
    ['a\n  b  \nc', 4, 5, [2, 8]],
    ['a\n  b', 4, 5, [2, 5]],
    ['b\nc', 0, 1, [0, 2]],
    ['b', 0, 1, [0, 1]],
    ['x b\n', 2, 3, [2, 3]],
    ['b x\n', 0, 1, [0, 1]],
  ] as const)('of %j from %i to %i is %j', (text, start, end, [from, to]) => {
    expect(lineOf(text, { start, end })).toEqual({ start: from, end: to })
  })

  test('of a removed argument includes its comma', () => {
    const remove = (text: string, start: number, end: number) =>
      withEdits(text, removeItem(text, { start, end } as Parameters<typeof removeItem>[1]))
    expect(remove('{\n  a = 1,\n  b = 2\n}', 4, 9)).toBe('{\n  b = 2\n}')
    expect(remove('{ a = 1 , b = 2 }', 2, 7)).toBe('{  b = 2 }')
    expect(remove('{ a = 1 b = 2 }', 2, 7)).toBe('{  b = 2 }')
    expect(remove('{ a = 1\n, b = 2 }', 2, 7)).toBe('{ \n, b = 2 }')
  })
})

test.each<readonly [string, Dialect, boolean]>([
  ['sys/audit', 'vault', true],
  ['sys/audit/', 'vault', true],
  ['sys/audits', 'vault', false],
  ['sys/audit/file', 'openbao', true],
  ['sys/raw', 'vault', true],
  ['sys/raw/a/b', 'vault', true],
  ['sys/auth', 'vault', false],
  ['sys/auth/', 'vault', true],
  ['sys/step-down', 'vault', true],
  ['sys/rotate/keyring', 'openbao', true],
  ['sys/rotate/keyring', 'vault', false],
  ['sys/internal/counters/activity/export', 'vault', true],
  ['sys/internal/counters/activity/export', 'openbao', false],
  ['', 'vault', false],
])('%s with %s needs sudo: %s', (path, dialect, isNeeded) => {
  expect(needsSudo(path, dialect)).toBe(isNeeded)
})

test.each([
  ['a//b', true],
  ['a///b', true],
  ['//a', false],
  ['a/b', false],
  ['a//', true],
  ['', false],
])('%j has two consecutive slashes after its beginning: %s', (path, isDouble) => {
  expect(hasDoubleSlash(path)).toBe(isDouble)
})
