import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Ceremony, CeremonyItem } from '../../../../electron/contract/ceremony.ts'
import type { Profile } from '../../../../electron/contract/connections.ts'
import type { SharePolicy } from '../../../../electron/contract/custody.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { custodyItems } from '../../../lib/queries/custody.ts'
import { keptCredentials, unfinishedCeremony } from '../../../lib/queries/server.ts'
import { sharePolicyMessages } from '../../../lib/sharePolicyMessages.ts'
import { useAct } from '../../../lib/useAct.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { FormDialog } from '../../../ui/FormDialog.tsx'
import { KeepAnywayField } from '../../../components/KeepAnywayField.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { Select } from '../../../ui/Select.tsx'
import { canSignIn, isGone, itemsOf, placesOf } from './ceremonyItems.ts'
import styles from './KeepDialog.module.css'
import forms from '../shared/forms.module.css'

const roomFor = (policy: SharePolicy): number => (policy === 'practice' ? Infinity : policy === 'mine' ? 1 : 0)

export interface KeepDialogProps {
  readonly ceremony: Ceremony
  readonly profile: Profile
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
}

/**
 * Asks for each share whether to store it in this computer's keychain, and explains the effect on the split of trust.
 */
export function KeepDialog(props: KeepDialogProps) {
  return props.isOpen ? <Choice {...props} /> : null
}

function Choice({ ceremony, profile, onOpenChange }: KeepDialogProps) {
  const { t, i18n } = useLingui()
  const queryClient = useQueryClient()
  const { data: held } = useQuery(custodyItems)
  const policyNow = held?.find(({ profileId }) => profileId === profile.id)?.sharePolicy ?? 'practice'
  const [wanted, setWanted] = useState<SharePolicy | null>(null)
  const policy = wanted ?? policyNow
  const isHere = (item: CeremonyItem) => !isGone(ceremony, item)
  const inKeychain = (item: CeremonyItem) => placesOf(ceremony, item).some(({ way }) => way === 'keychain')
  const shares = ceremony.pgpShares.length > 0 ? [] : itemsOf(ceremony).filter((item) => item !== 'root-token')
  const all = shares.filter(isHere)
  const hasRootToken = canSignIn(ceremony)
  const isHarmless = profile.practice || ceremony.shares === 1
  const [chosen, setChosen] = useState<readonly number[]>(isHarmless ? all : all.filter(inKeychain))
  const [rootToken, setRootToken] = useState(hasRootToken && (isHarmless || inKeychain('root-token')))
  const [typed, setTyped] = useState('')
  const keep = useAct(async () => {
    const acknowledged = mustType ? { acknowledgedFor: typed } : {}
    if (policy !== policyNow) {
      await valueOf(bridge.custody.setSharePolicy({ profileId: profile.id, sharePolicy: policy, ...acknowledged }))
    }
    const shares = [...chosen]
    const ceremonyId = ceremony.id
    const kept = await valueOf(bridge.server.keepCeremony({ ceremonyId, shares, rootToken, ...acknowledged }))
    queryClient.setQueryData(unfinishedCeremony(ceremony.profileId).queryKey, kept)
    void queryClient.invalidateQueries({ queryKey: keptCredentials(ceremony.profileId).queryKey })
    void queryClient.invalidateQueries({ queryKey: custodyItems.queryKey })
    onOpenChange(false)
  })
  const count = chosen.length
  const enough = count >= ceremony.threshold
  const room = roomFor(policy)
  const isLoosened = policy === 'practice' && policyNow !== 'practice'
  const mustType = profile.stage === 'production' && !profile.practice && (isLoosened || (!isHarmless && enough))

  return (
    <FormDialog
      title={t`Store keys in this computer's keychain`}
      submitLabel={t`Store in keychain`}
      onSubmit={() => void keep.start()}
      onClose={() => onOpenChange(false)}
      isPending={keep.isPending}
      isDisabled={(count === 0 && !rootToken) || count > room || (mustType && typed !== profile.name)}
      submitHasFocus
    >
      <div className={forms['form']}>
        <p>
          <Trans>
            Strongroom encrypts the selected keys with a key that only this computer's keychain holds. You can then
            unseal the server in one click.
          </Trans>
        </p>
        {policyNow !== 'practice' && (
          <Select
            label={t`Share policy of this connection`}
            value={policy}
            onChange={(next) => {
              setWanted(next)
              setChosen(chosen.slice(0, roomFor(next)))
            }}
            options={(['practice', 'mine', 'none'] as const).map((value) => ({
              value,
              label: i18n._(sharePolicyMessages[value].name),
              description: i18n._(sharePolicyMessages[value].meaning),
            }))}
          />
        )}
        {ceremony.pgpShares.length > 0 && (
          <p>
            <Trans>
              The shares are encrypted for their holders. Only the holders can use them, so Strongroom doesn't store
              them here.
            </Trans>
          </p>
        )}
        <div className={styles['choices']}>
          {all.map((share) => (
            <Checkbox
              key={share}
              isSelected={chosen.includes(share)}
              isDisabled={!chosen.includes(share) && count >= room}
              onChange={(isSelected) =>
                setChosen(
                  isSelected ? [...chosen, share].sort((a, b) => a - b) : chosen.filter((each) => each !== share),
                )
              }
            >
              {t`Share ${share}`}
            </Checkbox>
          ))}
          {hasRootToken && (
            <Checkbox isSelected={rootToken} onChange={setRootToken}>
              {t`Root token`}
            </Checkbox>
          )}
        </div>
        {!isHarmless && enough && (
          <Banner tone="warn" title={t`This defeats the purpose of key shares`}>
            <Plural
              value={count}
              one="With # share stored here, anyone who opens this computer can unseal the server without other holders."
              other="With # shares stored here, anyone who opens this computer can unseal the server without other holders."
            />
          </Banner>
        )}
        {mustType && <KeepAnywayField name={profile.name} value={typed} onChange={setTyped} />}
        {keep.problem !== null && <CallProblem problem={keep.problem} />}
      </div>
    </FormDialog>
  )
}
