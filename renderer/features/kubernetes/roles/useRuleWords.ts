import { useLingui } from '@lingui/react/macro'
import type { RuleCode } from './roleRules.ts'

/** Returns the message for each rule of the servers. */
export function useRuleWords(): (code: RuleCode, detail?: string) => string {
  const { t } = useLingui()
  return (code, detail = '') => {
    const words: Readonly<Record<RuleCode, string>> = {
      'name-needed': t`Enter a name.`,
      'name-illegal': t`Use letters, digits, -, _ and .; start and end with a letter, a digit or _.`,
      'name-capitals': t`The server stores names in lowercase.`,
      'accounts-needed': t`Enter at least one service account, or * for all.`,
      'accounts-star': t`* can't be combined with other values: it means every service account.`,
      'namespaces-needed': t`Enter at least one namespace or a selector.`,
      'namespaces-star': t`* can't be combined with other values: it means every namespace.`,
      'selector-not-an-object': t`The selector must be a JSON or YAML object with matchLabels only. The server doesn't accept matchExpressions.`,
      'ttl-above-max': t`The TTL is longer than the maximum TTL.`,
      'period-above-mount': t`The period is longer than the mount's maximum lease TTL.`,
      'batch-period': t`Batch tokens can't be renewed, so they can't have a period.`,
      'batch-uses': t`Batch tokens can't have a use limit.`,
      'cidr-illegal': t`Not an address or a CIDR block: ${detail}`,
    }
    return words[code]
  }
}
