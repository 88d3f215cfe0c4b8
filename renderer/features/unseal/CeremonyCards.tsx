import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Ceremony } from '../../../electron/contract/server.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf, errorOf } from '../../lib/call.ts'
import { wordsFor } from '../../lib/errors.ts'
import { showToast } from '../../ui/toasts.ts'
import { CeremonyCard } from './CeremonyCard.tsx'
import { type CeremonyItem, itemsOf } from './ceremonyItems.ts'
import styles from './SealPage.module.css'

export interface CeremonyCardsProps {
  readonly ceremony: Ceremony
  readonly seen: ReadonlySet<CeremonyItem>
  readonly onSeen: (item: CeremonyItem) => void
}

/** A card for every share and the root token, of which one is shown at a time. */
export function CeremonyCards({ ceremony, seen, onSeen }: CeremonyCardsProps) {
  const { i18n } = useLingui()
  // SECURITY: the one value on the screen; showing another or leaving drops it (docs/security.md, "The window").
  const [shown, setShown] = useState<{ item: CeremonyItem; value: string } | null>(null)

  const fetchValue = async (item: CeremonyItem): Promise<string | null> => {
    try {
      return (await valueOf(bridge.server.revealCeremonyItem({ ceremonyId: ceremony.id, item }))).value
    } catch (problem) {
      const words = wordsFor(errorOf(problem))
      showToast({ tone: 'danger', title: i18n._(words.title), body: i18n._(words.help) })
      return null
    }
  }
  const reveal = async (item: CeremonyItem) => {
    const value = await fetchValue(item)
    if (value === null) return null
    setShown({ item, value })
    onSeen(item)
    return value
  }
  const copy = async (item: CeremonyItem) => {
    const value = await fetchValue(item)
    if (value === null) return false
    await navigator.clipboard.writeText(value)
    onSeen(item)
    return true
  }

  return (
    <ul className={styles['cards']}>
      {itemsOf(ceremony).map((item) => (
        <CeremonyCard
          key={item}
          ceremony={ceremony}
          item={item}
          value={shown?.item === item ? shown.value : null}
          isSeen={seen.has(item)}
          onReveal={() => reveal(item)}
          onHide={() => setShown(null)}
          onCopy={() => copy(item)}
        />
      ))}
    </ul>
  )
}
