/** The drafts of one place side by side: the person picks one, compares them, or discards one by one. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import { type KeptDraft, useDiscardDraft } from '../lib/drafts.ts'
import type { DraftAddress } from '../lib/draftSessions.ts'
import type { DraftChoices } from '../lib/useDraftStart.ts'
import { Badge } from '../ui/Badge.tsx'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import styles from './DraftChoice.module.css'
import { useClockTime } from '../ui/useClockTime.ts'

export interface DraftChoiceProps extends Omit<DraftChoices, 'kind'> {
  /** For one draft. */
  readonly title: ReactNode
  /** The label of the button that starts without any of them. */
  readonly freshLabel: string
  /** Renders the changes of a draft. `label` names it among the others. */
  readonly renderChanges: (draft: DraftAddress, label: string) => ReactNode
}

export function DraftChoice(props: DraftChoiceProps) {
  const { drafts, title, freshLabel, unreadable, pick, startFresh, renderChanges } = props
  const { t } = useLingui()
  const [isComparing, setComparing] = useState(false)
  const discard = useDiscardDraft()
  const clockTime = useClockTime()
  const [only] = drafts
  if (drafts.length === 1 && only !== undefined && !only.isOpen && only.name === '' && !unreadable.has(only.session)) {
    const time = clockTime(only.changedAt)
    return (
      <Banner
        title={title}
        action={
          <>
            <Button size="small" variant="quiet" onPress={startFresh}>
              {freshLabel}
            </Button>
            <Button size="small" onPress={() => void discard(only)}>
              {t`Discard`}
            </Button>
            <Button size="small" variant="primary" autoFocus onPress={() => pick(only)}>
              {t`Resume your draft from ${time}`}
            </Button>
          </>
        }
      />
    )
  }
  return (
    <section className={styles['choice']} aria-labelledby="drafts-title">
      <header className={styles['header']}>
        <h2 id="drafts-title" className={styles['title']}>
          <Plural value={drafts.length} one="# draft is kept here" other="# drafts are kept here" />
        </h2>
        {drafts.length > 1 && (
          <Button size="small" onPress={() => setComparing(!isComparing)}>
            {isComparing ? t`Hide changes` : t`Compare drafts`}
          </Button>
        )}
        <Button size="small" onPress={startFresh}>
          {freshLabel}
        </Button>
      </header>
      <ul className={styles['list']} data-comparing={isComparing || undefined}>
        {drafts.map((draft, index) => (
          <Card
            key={draft.session}
            draft={draft}
            number={index + 1}
            time={clockTime(draft.changedAt)}
            isUnreadable={unreadable.has(draft.session)}
            hasFocusAtFirst={index === 0}
            onPick={() => pick(draft)}
            onDiscard={() => void discard(draft)}
          >
            {isComparing && !unreadable.has(draft.session) && renderChanges(draft, t`Changes of draft ${index + 1}`)}
          </Card>
        ))}
      </ul>
    </section>
  )
}

interface CardProps {
  readonly draft: KeptDraft
  readonly number: number
  readonly time: string
  readonly isUnreadable: boolean
  readonly hasFocusAtFirst: boolean
  readonly onPick: () => void
  readonly onDiscard: () => void
  readonly children: ReactNode
}

function Card({ draft, number, time, isUnreadable, hasFocusAtFirst, onPick, onDiscard, children }: CardProps) {
  const { t } = useLingui()
  const { name } = draft
  return (
    <li
      className={styles['card']}
      aria-label={name === '' ? t`Draft ${number} from ${time}` : t`Draft ${name} from ${time}`}
    >
      <div className={styles['head']}>
        {name === '' ? <strong>{t`Draft ${number}`}</strong> : <code className={styles['name']}>{name}</code>}
        {draft.isOpen ? (
          <Badge tone="accent">{t`open in another window`}</Badge>
        ) : (
          draft.isOwn && <Badge>{t`from this window`}</Badge>
        )}
      </div>
      {isUnreadable && (
        <p>
          <Trans>This version of Strongroom can't read this draft. The draft stays until you discard it.</Trans>
        </p>
      )}
      {children}
      <div className={styles['actions']}>
        {!draft.isOpen && (
          <Button size="small" onPress={onDiscard}>
            {t`Discard`}
          </Button>
        )}
        {!isUnreadable && (
          <Button
            size="small"
            variant={hasFocusAtFirst ? 'primary' : 'secondary'}
            autoFocus={hasFocusAtFirst}
            onPress={onPick}
          >
            {draft.isOpen ? t`Continue with a copy from ${time}` : t`Resume your draft from ${time}`}
          </Button>
        )}
      </div>
    </li>
  )
}

/** Shown in an editor: other drafts of the same place are kept. */
export function OtherDraftsNotice({ others, onChoose }: { others: readonly KeptDraft[]; onChoose: () => void }) {
  const { t } = useLingui()
  if (others.length === 0) return null
  const isOpen = others.some((each) => each.isOpen)
  return (
    <Banner
      title={
        isOpen ? (
          <Trans>Another window is also editing this.</Trans>
        ) : (
          <Plural value={others.length} one="# other draft is kept here." other="# other drafts are kept here." />
        )
      }
      action={<Button size="small" onPress={onChoose}>{t`Compare drafts`}</Button>}
    >
      {isOpen && <Trans>Each window has its own draft.</Trans>}
    </Banner>
  )
}
