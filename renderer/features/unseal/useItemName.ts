import { useLingui } from '@lingui/react/macro'
import type { Ceremony, CeremonyItem } from '../../../electron/contract/ceremony.ts'

/** What an item of a ceremony is called. */
export function useItemName(ceremony: Pick<Ceremony, 'recovery'>): (item: CeremonyItem) => string {
  const { t } = useLingui()
  return (item) =>
    item === 'root-token'
      ? t`Root token`
      : ceremony.recovery
        ? t`Recovery key share ${item}`
        : t`Unseal key share ${item}`
}
