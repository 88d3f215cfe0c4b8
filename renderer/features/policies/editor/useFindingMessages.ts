/** Messages for what the server accepts but its author probably did not mean: the effect, and the cause. */
import { useLingui } from '@lingui/react/macro'
import type { EscalationWay } from '../../../../policy/escalationRoutes.ts'
import type { FindingCode } from '../../../../policy/lint/finding.ts'
import type { Parameters } from './useProblemMessages.ts'

export function useFindingMessages(): (code: FindingCode, parameters: Parameters) => string {
  const { t } = useLingui()
  const ways: Readonly<Record<EscalationWay, string>> = {
    policy: t`by rewriting its own policy`,
    token: t`by creating a token with any policy`,
    'token-role': t`by creating a token role and a token with it`,
    identity: t`by attaching policies to its entity or group`,
    login: t`by creating a user or role with any policy`,
    password: t`by setting another user's password`,
    trust: t`by making an auth method trust its own server or key`,
    'new-method': t`by enabling an auth method and adding a user to it`,
    storage: t`by rewriting tokens in the storage`,
    audit: t`by sending all tokens to an audit device of its own`,
  }
  return (code, { path = '', mount = '', meant = '', name = '', capability = '', ...more }) => {
    const capabilities = (more['capabilities'] ?? '').replaceAll(' ', ', ')
    const metadata = more['metadata'] ?? ''
    const data = more['data'] ?? ''
    const prefix = more['prefix'] ?? ''
    const part = more['part'] ?? ''
    const by = more['by'] ?? ''
    const ignored = (more['ignored'] ?? '').replaceAll(' ', ', ')
    const template = `{{${more['key'] ?? ''}}}`
    const accessor = more['accessor'] ?? ''
    const type = more['type'] ?? ''
    const time = more['time'] ?? ''
    const value = more['value'] ?? ''
    const stillOpen = (more['open'] ?? '').replaceAll(' ', ', ')
    const guarded = (more['guarded'] ?? '').replaceAll(' ', ', ')
    switch (code) {
      case 'kv2-no-prefix':
        return t`${mount} is KV 2: secrets are below data/, and their names are below metadata/. This path matches no secret. Use ${data}.`
      case 'kv2-list-on-data':
        return t`KV 2 lists names below metadata/. Grant list on ${metadata}.`
      case 'kv2-parameters':
        return name === 'denied_parameters'
          ? t`With KV 2, the server compares ${name} with data and options, not with the secret's keys. This doesn't deny any key.`
          : t`With KV 2, the server compares ${name} with data and options, not with the secret's keys. It refuses every write that sends only those.`
      case 'kv1-prefix':
        return t`${mount} is KV 1, which has no ${prefix}. The secret is at ${path}.`
      case 'no-such-mount':
        return meant === ''
          ? t`This server has no mount at ${mount}.`
          : t`This server has no mount at ${mount}. Did you mean ${meant}?`
      case 'unused-capability':
        return t`${capability} has no effect on ${path} (${type}).`
      case 'needs-update':
        return t`Writes to ${path} require update. With only create, the server refuses them (${type}).`
      case 'half-write':
        return capability === 'create'
          ? t`create without update: only new secrets can be written. Changing an existing secret also requires update.`
          : t`update without create: only existing secrets can be written. A new secret also requires create.`
      case 'folder-without-star':
        return t`This rule matches only the folder itself, not its contents. For everything below it, use ${meant}.`
      case 'mount-without-slash':
        return t`${path} can't be listed. This engine lists names at ${meant}.`
      case 'wrong-folder':
        return t`Nothing exists at this path. Did you mean ${meant}?`
      case 'login-path':
        return t`Sign-ins don't use a token, so policies don't apply to them. This rule has no effect.`
      case 'edge-spaces':
        return t`The path starts or ends with a space, which the server reads as part of the name. Did you mean ${meant}?`
      case 'terraform-value':
        return t`Terraform replaces ${value}. The server reads it as part of the path.`
      case 'denies-data-only':
        return t`This denies only the secret's data. Other rules still allow ${stillOpen}, which can reveal or destroy it.`
      case 'sudo-alone':
        return t`sudo grants nothing on its own. It only adds to other capabilities.`
      case 'sudo-below':
        return t`Some paths here also require sudo, which this rule doesn't grant: ${guarded}.`
      case 'star-inside':
        return meant === ''
          ? t`* is a wildcard only at the end of a path. Here, it matches a literal *.`
          : t`* is a wildcard only at the end of a path. For one segment, use +: ${meant}.`
      case 'plus-inside':
        return t`+ is a wildcard only for a whole segment. In ${part}, it matches a literal +.`
      case 'leading-slash':
        return t`Leave out the slash at the start.`
      case 'api-version':
        return t`Leave out /v1/: ${meant}.`
      case 'double-slash':
        return t`No request has two slashes in a row, so this rule matches nothing. Did you mean ${meant}?`
      case 'empty-path':
        return t`An empty path matches no request.`
      case 'no-path':
        return t`This block has no path in quotes. The server reads it as the path “path”.`
      case 'second-path':
        return t`The server reads only the first path of a block and ignores this one.`
      case 'list-without-slash':
        return t`list applies to folders, whose paths end in a slash: ${meant}.`
      case 'too-broad':
        return t`This rule grants ${capabilities} on every path of the server to anyone who has the policy.`
      case 'escalates': {
        const how = (more['ways'] ?? '').split(' ').map((way) => ways[way as EscalationWay])
        return t`This rule lets the holder become root: ${how.join(', ')}.`
      }
      case 'same-path':
        return t`Another rule for ${path} is further up. The server combines their capabilities.`
      case 'never-wins':
        return t`This rule never applies: ${by} overrides it for every path, because it has fewer + segments.`
      case 'denied-here':
        return t`Another rule denies ${path}, and deny overrides all other capabilities. This rule grants nothing.`
      case 'denies-nothing':
        return t`No other rule here grants what this rule denies. Without this rule, access is denied too, unless another policy of the token grants it.`
      case 'no-capabilities':
        return t`This rule grants nothing and overrides wider rules for ${path}.`
      case 'deny-and-more':
        return t`deny overrides ${ignored}.`
      case 'capability-twice':
        return t`${capability} is listed twice.`
      case 'old-policy':
        return t`policy = "${name}" is the old form of ${capabilities}.`
      case 'expired':
        return t`This rule expired at ${time}. The server ignores it.`
      case 'sudo-missing':
        return t`This path requires sudo in addition to the capability.`
      case 'unknown-template':
        return meant === ''
          ? t`Unknown template ${template}. The server ignores this rule.`
          : t`Unknown template ${template}. The server ignores this rule. Did you mean ${meant}?`
      case 'unknown-accessor':
        return t`No auth method has the accessor ${accessor}. The server ignores this rule.`
      case 'dropped-argument':
        return t`The server ignores this argument.`
      case 'argument-twice':
        return t`${name} is set twice. The server combines both.`
      case 'name-ignored':
        return t`The server ignores the name in a policy. Only the name that the policy is saved under applies.`
      case 'base64':
        return t`The whole text is base64, which the server decodes first. Positions can't be shown.`
      case 'loose-json':
        return t`This isn't valid JSON. The server reads as much as it can, but other programs refuse it.`
    }
  }
}
