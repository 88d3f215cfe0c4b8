import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Ceremony } from '../../../electron/contract/server.ts'
import { bridge, shell } from '../../lib/bridge.ts'
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
  const { t, i18n } = useLingui()
  // SECURITY: the one value on the screen; showing another or leaving drops it (docs/security.md, "The window").
  const [shown, setShown] = useState<{ item: CeremonyItem; value: string } | null>(null)

  const sayWhy = (problem: unknown) => {
    const words = wordsFor(errorOf(problem))
    showToast({ tone: 'danger', title: i18n._(words.title), body: i18n._(words.help) })
  }
  const fetchValue = async (item: CeremonyItem): Promise<string | null> => {
    try {
      return (await valueOf(bridge.server.revealCeremonyItem({ ceremonyId: ceremony.id, item }))).value
    } catch (problem) {
      sayWhy(problem)
      return null
    }
  }
  /** The core puts it on the clipboard, marked as a secret, and takes it off again. */
  const copyPastThePage = async (item: CeremonyItem): Promise<boolean> => {
    try {
      const { seconds } = await valueOf(bridge.clipboard.copyCeremonyItem({ ceremonyId: ceremony.id, item }))
      showToast({ title: t`Copied. It is taken off the clipboard in ${seconds} s.` })
      return true
    } catch (problem) {
      sayWhy(problem)
      return false
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
    if (shell === 'loopback') {
      const value = await fetchValue(item)
      if (value === null) return false
      await navigator.clipboard.writeText(value)
    } else if (!(await copyPastThePage(item))) return false
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
