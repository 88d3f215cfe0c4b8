import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Ceremony, CeremonyItem } from '../../../../electron/contract/ceremony.ts'
import { useKeysShown } from '../../../lib/keysShown.ts'
import { useAct } from '../../../lib/useAct.ts'
import { Button } from '../../../ui/Button.tsx'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { copySecret } from '../../../lib/copySecret.ts'
import { FullScreen } from '../../../ui/FullScreen.tsx'
import cards from './shared/cards.module.css'
import { DecryptCommand } from './DecryptCommand.tsx'
import { QrCode } from './QrCode.tsx'
import { SpacedText } from './SpacedText.tsx'
import { useItemName } from './useItemName.ts'

export interface HandOverProps {
  readonly ceremony: Ceremony
  readonly item: CeremonyItem
  readonly fetchValue: (item: CeremonyItem) => Promise<string | null>
  /** The holder has the share: it is wiped here. Returns false when that failed. */
  readonly onTaken: () => Promise<boolean>
  readonly onClose: () => void
}

/** One share on the whole screen, for its holder; then it is removed from this computer. */
export function HandOver(props: HandOverProps) {
  const { ceremony, item, fetchValue, onClose } = props
  const name = useItemName(ceremony)(item)
  // SECURITY: in the page only while its holder looks at it (docs/security.md, "The window").
  const [value, setValue] = useState<string | null>(null)
  useKeysShown(value !== null)
  const show = useAct(async () => setValue(await fetchValue(item)))
  if (value !== null) return <Shown {...props} name={name} value={value} />
  return (
    <FullScreen
      title={name}
      onEscape={onClose}
      actions={
        <>
          <Button onPress={onClose} autoFocus>
            <Trans>Back</Trans>
          </Button>
          <Button variant="primary" isPending={show.isPending} onPress={() => void show.start()}>
            <Trans>I'm the holder, show key</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>
          Let only the holder see this screen. The holder copies the key, writes it down or scans it. Strongroom then
          removes it from this computer, so the holder has the only copy.
        </Trans>
      </p>
    </FullScreen>
  )
}

interface ShownProps extends HandOverProps {
  readonly name: string
  readonly value: string
}

function Shown({ ceremony, item, name, value, onTaken, onClose }: ShownProps) {
  const { t } = useLingui()
  const key = item === 'root-token' ? ceremony.pgpRootToken : ceremony.pgpShares[item - 1]
  const isEncrypted = key !== null && key !== undefined
  const take = useAct(async () => {
    if (await onTaken()) onClose()
  })
  return (
    <FullScreen
      title={name}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Go back without removing</Trans>
          </Button>
          <CopyButton look="words" label={t`Copy`} onCopy={() => copySecret(Promise.resolve(value))} />
          <Button variant="primary" isPending={take.isPending} onPress={() => void take.start()}>
            <Trans>I have it, remove key</Trans>
          </Button>
        </>
      }
    >
      <QrCode text={value} label={t`QR code of ${name}`} size={240} />
      <SpacedText text={value} />
      <p className={cards['for']}>
        <Trans>
          The spaces only make the key easier to read. Don't give it to anyone, and don't store it with another share.
        </Trans>
      </p>
      {isEncrypted && <DecryptCommand messages={[value]} />}
    </FullScreen>
  )
}
