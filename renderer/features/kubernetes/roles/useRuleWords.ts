import { useLingui } from '@lingui/react/macro'
import type { RuleCode } from './roleRules.ts'

/** Returns the message for each rule of the servers. */
export function useRuleWords(): (code: RuleCode, detail?: string) => string {
  const { t } = useLingui()
  return (code, detail = '') => {
    const words: Readonly<Record<RuleCode, string>> = {
      'name-needed': t`Type a name.`,
      'name-illegal': t`Letters, digits, - _ and . inside; it begins and ends with a letter, a digit or _.`,
      'name-capitals': t`The server keeps names in small letters.`,
      'accounts-needed': t`Name at least one service account, or * for every one.`,
      'accounts-star': t`* stands alone: it means every account.`,
      'namespaces-needed': t`Name at least one namespace, or give a selector.`,
      'namespaces-star': t`* stands alone: it means every namespace.`,
      'selector-not-an-object': t`The selector is a JSON or YAML object with matchLabels and nothing else: the server takes no matchExpressions.`,
      'ttl-above-max': t`The time to live is longer than the maximum.`,
      'period-above-mount': t`The period is longer than the mount's maximum lease TTL.`,
      'batch-period': t`Batch tokens cannot be renewed, so they have no period.`,
      'batch-uses': t`Batch tokens have no limit of uses.`,
      'cidr-illegal': t`This is no address or block: ${detail}`,
    }
    return words[code]
  }
}
