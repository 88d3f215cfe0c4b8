import { lazy, Suspense, useState } from 'react'
import type { Ceremony, CeremonyItem } from '../../../../electron/contract/ceremony.ts'
import { CeremonyCard } from './CeremonyCard.tsx'
import { itemsOf } from './ceremonyItems.ts'
import cards from './shared/cards.module.css'
import { useCeremonyItems } from './useCeremonyItems.ts'

// Loaded with the QR codes, which most ceremonies do not need.
const HandOver = lazy(async () => ({ default: (await import('./HandOver.tsx')).HandOver }))
const PrintDialog = lazy(async () => ({ default: (await import('./PrintDialog.tsx')).PrintDialog }))

export interface CeremonyCardsProps {
  readonly ceremony: Ceremony
  /** Items to print, selected outside of the cards. */
  readonly printing: readonly CeremonyItem[] | null
  readonly onPrint: (items: readonly CeremonyItem[] | null) => void
}

/** A card for every share and the root token; one is shown at a time. */
export function CeremonyCards({ ceremony, printing, onPrint }: CeremonyCardsProps) {
  const items = useCeremonyItems(ceremony)
  const [handing, setHanding] = useState<CeremonyItem | null>(null)
  return (
    <>
      <ul className={cards['cards']}>
        {itemsOf(ceremony).map((item) => (
          <CeremonyCard
            key={item}
            ceremony={ceremony}
            item={item}
            value={items.valueOf(item)}
            onReveal={() => items.reveal(item)}
            onHide={items.hide}
            onCopy={() => items.copy(item)}
            onSave={() => void items.save(item)}
            onHandOver={() => {
              items.hide()
              setHanding(item)
            }}
            onPrint={() => onPrint([item])}
          />
        ))}
      </ul>
      <Suspense>
        {handing !== null && (
          <HandOver
            ceremony={ceremony}
            item={handing}
            fetchValue={items.fetchValue}
            onTaken={() => items.note(handing, 'handed-over')}
            onClose={() => setHanding(null)}
          />
        )}
        {printing !== null && (
          <PrintDialog
            ceremony={ceremony}
            items={printing}
            fetchValue={items.fetchValue}
            onPrinted={async () => {
              for (const item of printing) await items.note(item, 'printed')
            }}
            onClose={() => onPrint(null)}
          />
        )}
      </Suspense>
    </>
  )
}
