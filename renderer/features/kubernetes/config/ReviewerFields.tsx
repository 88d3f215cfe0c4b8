/** The reviewer's JWT: whether Vault has one, and what a save sends. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ConfigState, ReviewerLook } from '../../../../electron/contract/kubernetes.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { formatDate } from '../../../lib/format.ts'
import { TidiedNote } from '../../../components/TidiedNote.tsx'
import { Badge } from '../../../ui/Badge.tsx'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { PasswordField } from '../../../ui/PasswordField.tsx'
import { RadioGroup, type RadioOption } from '../../../ui/RadioGroup.tsx'
import { kubernetesConfig } from '../../../lib/queries/kubernetes.ts'
import {
  type ConfigForm,
  type ConfigProblem,
  type JwtProblem,
  type ReviewerRemark,
  reviewerRemarks,
} from './configForm.ts'
import { MakeReviewer, type MadeReviewer } from './MakeReviewer.tsx'
import styles from './ReviewerFields.module.css'

export interface ReviewerFieldsProps {
  readonly profileId: string
  readonly mount: string
  readonly state: ConfigState
  readonly form: ConfigForm
  readonly onChange: (form: ConfigForm) => void
  readonly jwt: string
  readonly onJwt: (jwt: string) => void
  /** A token that Kubernetes has made, in place of `jwt`. */
  readonly made: MadeReviewer | null
  readonly onMade: (made: MadeReviewer | null) => void
  /** What the claims of `jwt` show. */
  readonly look: ReviewerLook | null
  readonly problems: ReadonlySet<ConfigProblem>
}

export function ReviewerFields(props: ReviewerFieldsProps) {
  const { profileId, mount, state, form, onChange, jwt, onJwt, made, onMade, look, problems } = props
  const { t, i18n } = useLingui()
  const queryClient = useQueryClient()
  const { kept } = state
  const keptAt = kept === null ? '' : formatDate(new Date(kept.keptAt), i18n.locale)
  const isInCluster = form.where === 'cluster'

  const jwtWords: Readonly<Record<JwtProblem, string>> = {
    'jwt-needed': t`Paste the JWT, or choose another option.`,
    'jwt-placeholder': t`This is a name or a variable, not a token. Paste the token itself.`,
    'jwt-several': t`This text has several different tokens. Enter only the reviewer's token.`,
    'jwt-vault-token': t`This is a Vault token, not a Kubernetes token.`,
    'jwt-unreadable': t`This isn't a token: it was cut off or changed.`,
  }
  const jwtProblem = [...problems].find((each): each is JwtProblem => each.startsWith('jwt-'))

  async function forget() {
    await valueOf(bridge.kubernetes.forgetReviewer({ profileId, mount }))
    await queryClient.invalidateQueries({ queryKey: kubernetesConfig(profileId, mount).queryKey })
  }

  const options: readonly RadioOption<ConfigForm['reviewer']>[] = [
    ...(kept === null
      ? []
      : [
          {
            value: 'kept' as const,
            label: t`Send the JWT stored on this computer`,
            description: t`Stored ${keptAt} for ${kept.host}.`,
          },
        ]),
    {
      value: 'given',
      label: state.reviewerSet === true ? t`Enter again` : t`Enter a JWT`,
      description: t`The JWT of a service account with the cluster role system:auth-delegator.`,
    },
    {
      value: 'none',
      label: t`None`,
      description: isInCluster
        ? t`Vault uses the token of its own pod.`
        : t`Vault uses the token of each pod that signs in. The pod's service account then needs system:auth-delegator.`,
    },
  ]

  return (
    <div className={styles['reviewer']}>
      <p className={styles['now']}>
        <Trans>
          Set in Vault now: <SetBadge value={state.reviewerSet} />
        </Trans>{' '}
        <code>token_reviewer_jwt_set</code>
      </p>
      <RadioGroup
        label={t`Reviewer JWT to save`}
        description={t`Servers never return it, and saving without it erases it.`}
        options={options}
        value={form.reviewer}
        onChange={(reviewer) => onChange({ ...form, reviewer })}
        error={problems.has('kept-for-other') && t`The stored JWT is for another API server. Enter a JWT again.`}
      />
      {form.reviewer === 'given' && (
        <>
          {made === null ? (
            <>
              <PasswordField
                label={t`Reviewer JWT`}
                value={jwt}
                onChange={onJwt}
                error={jwtProblem !== undefined && jwtWords[jwtProblem]}
              />
              {look !== null && <TidiedNote tidied={look.tidied} />}
              <MakeReviewer profileId={profileId} onMade={onMade} />
            </>
          ) : (
            <div className={styles['made']}>
              <span>{t`Kubernetes issued this token for this form. The token stays in Strongroom until you save.`}</span>
              <Button size="small" onPress={() => onMade(null)}>{t`Enter another JWT`}</Button>
            </div>
          )}
          {look !== null && <ReviewerNotice key={look.expiresAt} look={look} />}
          <Checkbox
            isSelected={form.keep}
            onChange={(keep) => onChange({ ...form, keep })}
            description={t`Stored encrypted, only for this mount and API server, so that the next save can send it again.`}
          >
            {t`Store on this computer`}
          </Checkbox>
        </>
      )}
      {kept !== null && (
        <div>
          <Button size="small" variant="quiet" onPress={() => void forget()}>
            {t`Delete stored JWT`}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Warnings about a JWT before it is saved. */
function ReviewerNotice({ look }: { look: ReviewerLook }) {
  const { t, i18n } = useLingui()
  const [now] = useState(() => Date.now())
  const until = look.expiresAt === null ? '' : formatDate(new Date(look.expiresAt), i18n.locale)
  const words: Readonly<Record<ReviewerRemark, string>> = {
    opaque: t`This isn't a JWT. The token works only if the API server accepts this type.`,
    'other-jwt': t`This JWT doesn't name a service account. It works only if the API server accepts its issuer.`,
    ended: t`This token expired at ${until}. Kubernetes refuses it.`,
    'ends-in-minutes': t`This token expires at ${until}, within an hour. After that, every sign-in fails.`,
    'ends-in-days': t`This token expires at ${until}, within 30 days. After that, every sign-in fails.`,
    expires: t`This token expires at ${until}.`,
  }
  const remarks = reviewerRemarks(look, now)
  return (
    <>
      {look.account !== '' && (
        <p className={styles['now']}>
          <Trans>
            Service account <code>{look.account}</code>
          </Trans>
        </p>
      )}
      {remarks.map((remark) =>
        remark === 'expires' ? (
          <p key={remark} className={styles['now']}>
            {words[remark]}
          </p>
        ) : (
          <Banner key={remark} tone="warn" title={words[remark]} />
        ),
      )}
    </>
  )
}

/** Whether the server has a reviewer's JWT. */
export function SetBadge({ value }: { value: boolean | null }) {
  const { t } = useLingui()
  if (value === null) return <Badge>{t`unknown`}</Badge>
  return <Badge tone={value ? 'ok' : 'plain'}>{value ? t`yes` : t`no`}</Badge>
}
