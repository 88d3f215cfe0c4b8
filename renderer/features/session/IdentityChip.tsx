import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { LogOut, RefreshCw, UserRound } from 'lucide-react'
import { useState } from 'react'
import type { Identity } from '../../../electron/contract/session.ts'
import { errorOf } from '../../lib/call.ts'
import { wordsFor } from '../../lib/errors.ts'
import { signedInIdentity } from '../../lib/queries/session.ts'
import { routes } from '../../lib/routes.ts'
import { useAct } from '../../lib/useAct.ts'
import { Button } from '../../ui/Button.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { showToast } from '../../ui/toasts.ts'
import styles from './IdentityChip.module.css'
import { isRenewable, nameOf } from './identity.ts'
import { SignOutDialog } from './SignOutDialog.tsx'
import { TimeLeft } from './TimeLeft.tsx'
import { useEndWarning } from './useEndWarning.tsx'
import { useRenew } from './useRenew.ts'

/** In the top bar: who is signed in and for how long, with a menu of actions. */
export function IdentityChip({ profileId }: { profileId: string }) {
  const { data: identity } = useQuery(signedInIdentity(profileId))
  if (identity === undefined || identity === null) return null
  return <Chip profileId={profileId} identity={identity} />
}

function Chip({ profileId, identity }: { profileId: string; identity: Identity }) {
  const { t, i18n } = useLingui()
  const [isLeaving, setLeaving] = useState(false)
  const renew = useRenew(profileId)
  const name = nameOf(identity)
  useEndWarning(profileId, identity)

  const renewNow = useAct(async () => {
    try {
      await renew()
      showToast({ tone: 'ok', title: t`Renewed the token of ${name}` })
    } catch (thrown) {
      const words = wordsFor(errorOf(thrown))
      showToast({ tone: 'danger', title: i18n._(words.title), body: i18n._(words.help) })
    }
  })
  return (
    <>
      <Menu
        label={t`Signed in as ${name}`}
        placement="bottom end"
        trigger={
          <Button variant="quiet">
            <span className={styles['chip']}>
              <TimeLeft identity={identity} />
              <span className={styles['name']}>{name}</span>
            </span>
          </Button>
        }
        groups={[
          {
            items: [
              { id: 'who', label: t`Who am I`, icon: <UserRound size={14} />, href: routes.access(profileId) },
              ...(isRenewable(identity)
                ? [
                    {
                      id: 'renew',
                      label: t`Renew token`,
                      icon: <RefreshCw size={14} />,
                      onAction: () => void renewNow.start(),
                    },
                  ]
                : []),
            ],
          },
          { items: [{ id: 'out', label: t`Sign out…`, icon: <LogOut size={14} />, onAction: () => setLeaving(true) }] },
        ]}
      />
      <SignOutDialog profileId={profileId} identity={identity} isOpen={isLeaving} onOpenChange={setLeaving} />
    </>
  )
}
