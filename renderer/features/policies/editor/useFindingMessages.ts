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
        return t`${mount} is KV 2: its secrets are below data/ and their names below metadata/. This path reaches no secret; ${data} would.`
      case 'kv2-list-on-data':
        return t`With KV 2 names are listed below metadata/: list belongs on ${metadata}.`
      case 'kv2-parameters':
        return name === 'denied_parameters'
          ? t`With KV 2, the server compares ${name} with data and options, never with the keys of the secret. This denies nothing of the secret.`
          : t`With KV 2, the server compares ${name} with data and options, never with the keys of the secret. It refuses every write that sends only those.`
      case 'kv1-prefix':
        return t`${mount} is KV 1, which has no ${prefix}. The secret is at ${path}.`
      case 'no-such-mount':
        return meant === ''
          ? t`This server has nothing at ${mount}.`
          : t`This server has nothing at ${mount}. Did you mean ${meant}?`
      case 'unused-capability':
        return t`${capability} does nothing at ${path} (${type}).`
      case 'needs-update':
        return t`A write at ${path} needs update; with create alone the server refuses it (${type}).`
      case 'half-write':
        return capability === 'create'
          ? t`create without update: only secrets that do not exist yet can be written. Changing one also needs update.`
          : t`update without create: only secrets that exist already can be written. A new one also needs create.`
      case 'folder-without-star':
        return t`This rule matches the folder alone and nothing in it. For everything below write ${meant}.`
      case 'mount-without-slash':
        return t`Nothing is listed at ${path}: the names of this engine are at ${meant}.`
      case 'wrong-folder':
        return t`There is nothing at this path. Did you mean ${meant}?`
      case 'login-path':
        return t`Signing in needs no token, so no policy decides about it. This rule has no effect.`
      case 'edge-spaces':
        return t`The path has spaces at its edge, which belong to the name for the server. Did you mean ${meant}?`
      case 'terraform-value':
        return t`${value} is for Terraform to fill. The server takes it as part of the path.`
      case 'denies-data-only':
        return t`This denies the data of the secret alone. Other rules still allow ${stillOpen}, which can show or destroy it.`
      case 'sudo-alone':
        return t`sudo gives nothing by itself: it adds to another capability.`
      case 'sudo-below':
        return t`Some paths here also need sudo, which this rule does not give: ${guarded}.`
      case 'star-inside':
        return meant === ''
          ? t`* stands for something at the very end of a path alone; here it is a star.`
          : t`* stands for something at the very end of a path alone. For one segment write +: ${meant}.`
      case 'plus-inside':
        return t`+ stands for a whole segment alone; in ${part} it is a plus sign.`
      case 'leading-slash':
        return t`A path begins without a slash.`
      case 'api-version':
        return t`A path begins behind /v1/: ${meant}.`
      case 'double-slash':
        return t`No request has two slashes in a row, so this rule matches nothing. Did you mean ${meant}?`
      case 'empty-path':
        return t`An empty path matches no request.`
      case 'no-path':
        return t`This block has no path in quotes; the server takes it for the path “path”.`
      case 'second-path':
        return t`Only the first path of a block counts; this one is not read.`
      case 'list-without-slash':
        return t`A listing is of a folder, whose path ends in a slash: ${meant}.`
      case 'too-broad':
        return t`This rule grants ${capabilities} on every path of the server to anyone who has the policy.`
      case 'escalates': {
        const how = (more['ways'] ?? '').split(' ').map((way) => ways[way as EscalationWay])
        return t`This rule lets the holder become root: ${how.join(', ')}.`
      }
      case 'same-path':
        return t`There is a rule for ${path} further up. Both count as one: their capabilities add up.`
      case 'never-wins':
        return t`This rule never decides: ${by} decides for every path of it, because it has fewer +.`
      case 'denied-here':
        return t`Another rule for ${path} denies it, and deny takes all: this one gives nothing.`
      case 'denies-nothing':
        return t`No rule here gives what this denies. Without it the answer is no as well, unless another policy of the token gives it.`
      case 'no-capabilities':
        return t`This rule gives nothing, and hides wider rules for ${path}.`
      case 'deny-and-more':
        return t`Beside deny nothing counts: ${ignored} is not given.`
      case 'capability-twice':
        return t`${capability} stands twice.`
      case 'old-policy':
        return t`policy = "${name}" is the old way to write ${capabilities}.`
      case 'expired':
        return t`This rule is over since ${time}: the server leaves it out.`
      case 'sudo-missing':
        return t`This path needs sudo beside the capability itself.`
      case 'unknown-template':
        return meant === ''
          ? t`No server fills ${template}: the rule is left out.`
          : t`No server fills ${template}: the rule is left out. Did you mean ${meant}?`
      case 'unknown-accessor':
        return t`No auth method here has the accessor ${accessor}: the rule is left out.`
      case 'dropped-argument':
        return t`The server does not read this argument.`
      case 'argument-twice':
        return t`${name} stands twice: the server takes both together.`
      case 'name-ignored':
        return t`The server does not read the name in a policy; the name that it is saved under counts.`
      case 'base64':
        return t`The whole text is base64, which the server decodes first. Places cannot be shown in it.`
      case 'loose-json':
        return t`This is not proper JSON. The server reads it all the same, as far as it can; other programs will not.`
    }
  }
}
