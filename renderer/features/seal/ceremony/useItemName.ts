import { useLingui } from '@lingui/react/macro'
import type { Ceremony, ReceivedItem } from '../../../../electron/contract/ceremony.ts'

/** Returns the name of a ceremony's item. */
export function useItemName(ceremony: Pick<Ceremony, 'recovery'>): (item: ReceivedItem) => string {
  const { t } = useLingui()
  return (item) =>
    item === 'answer'
      ? t`Full response`
      : item === 'root-token'
        ? t`Root token`
        : ceremony.recovery
          ? t`Recovery key share ${item}`
          : t`Unseal key share ${item}`
}
