import { useLingui } from '@lingui/react/macro'
import type { HeldForConnection, HeldItem } from '../../../electron/contract/custody.ts'

/** Returns the name of a stored item: `Unseal key share 2 of 5`. */
export function useHeldName({ of }: Pick<HeldForConnection, 'of'>): (item: HeldItem) => string {
  const { t } = useLingui()
  return (item) => {
    if (item === 'token') return t`Token`
    if (item === 'root-token') return t`Root token`
    if (typeof item === 'object') {
      const { reviewer: mount } = item
      return t`Reviewer JWT of ${mount}`
    }
    const total = of?.shares
    if (of?.recovery === true) return t`Recovery key share ${item} of ${of.shares}`
    return total === undefined ? t`Unseal key share ${item}` : t`Unseal key share ${item} of ${total}`
  }
}
