/** Two versions key by key. Values are fetched when the person asks for them. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import type { ComparedVersion, KeyComparison } from '../../../../electron/contract/kvHistory.ts'
import { formatDate } from '../../../lib/format.ts'
import { Badge, type BadgeTone } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { VisuallyHidden } from '../../../ui/VisuallyHidden.tsx'
import { useTypeNames } from '../shared/useTypeNames.ts'
import styles from './CompareKeys.module.css'
import compareTools from './shared/compareTools.module.css'
import type { useComparedValues } from './useComparedValues.ts'
import { ExactText } from '../../../ui/ExactText.tsx'
import { visibleText } from '../../../lib/exactPieces.ts'

/** How many keys are shown at once. */
const maxCount = 200
/** How many characters of a value are shown; the text view has all. */
const maxSigns = 5000

export interface ComparedSides {
  readonly a: ComparedVersion
  readonly b: ComparedVersion
}

export function CompareKeys({
  sides,
  keys,
  values,
}: {
  sides: ComparedSides
  keys: readonly KeyComparison[]
  values: ReturnType<typeof useComparedValues>
}) {
  const { t } = useLingui()
  const [isOnlyDifferent, setOnlyDifferent] = useState(true)
  const [limit, setLimit] = useState(maxCount)
  const shownKeys = isOnlyDifferent ? keys.filter(({ change }) => change !== 'same') : keys
  const isAll = shownKeys.length > 0 && shownKeys.every(({ key }) => values.isShown(key))
  return (
    <>
      <div className={styles['tools']}>
        <Checkbox isSelected={isOnlyDifferent} onChange={setOnlyDifferent}>
          {t`Differences only`}
        </Checkbox>
        <span className={compareTools['space']} />
        {shownKeys.length > 0 && (
          <Button
            size="small"
            variant="quiet"
            icon={isAll ? <EyeOff size={14} /> : <Eye size={14} />}
            onPress={() => (isAll ? values.hideAll() : void values.show(shownKeys.map(({ key }) => key)))}
          >
            {isAll ? t`Hide all values` : t`Show all values`}
          </Button>
        )}
      </div>
      {shownKeys.length === 0 ? (
        <p className={compareTools['quiet']}>{t`Both versions are identical.`}</p>
      ) : (
        <table className={styles['table']} aria-label={t`Differences by key`}>
          <thead>
            <tr>
              <th scope="col">{t`Key`}</th>
              <th scope="col">
                <SideTitle side={sides.a} />
              </th>
              <th scope="col">
                <SideTitle side={sides.b} />
              </th>
              <th scope="col">
                <VisuallyHidden>{t`Show or hide`}</VisuallyHidden>
              </th>
            </tr>
          </thead>
          <tbody>
            {shownKeys.slice(0, limit).map((key) => (
              <KeyRow key={key.key} compared={key} values={values} />
            ))}
          </tbody>
        </table>
      )}
      {shownKeys.length > limit && (
        <Button variant="quiet" onPress={() => setLimit(limit + maxCount)}>
          <Plural value={shownKeys.length} one="Show more (# key)" other="Show more (# keys)" />
        </Button>
      )}
    </>
  )
}

function SideTitle({ side }: { side: ComparedVersion }) {
  const { t, i18n } = useLingui()
  return (
    <>
      {t`Version ${side.version}`} {side.state === 'deleted' && <Badge tone="warn">{t`deleted`}</Badge>}
      {side.state === 'destroyed' && <Badge tone="danger">{t`destroyed`}</Badge>}
      {side.createdAt !== undefined && (
        <time className={compareTools['quiet']} dateTime={side.createdAt}>
          {formatDate(new Date(side.createdAt), i18n.locale)}
        </time>
      )}
    </>
  )
}

const tones: Readonly<Record<KeyComparison['change'], BadgeTone>> = {
  added: 'ok',
  removed: 'danger',
  changed: 'accent',
  same: 'plain',
}
/** Shown next to the words, so that the meaning does not depend on color or language only. */
const signs: Readonly<Record<KeyComparison['change'], string>> = { added: '+', removed: '−', changed: '≠', same: '=' }

function KeyRow({ compared, values }: { compared: KeyComparison; values: ReturnType<typeof useComparedValues> }) {
  const { t } = useLingui()
  const { key, change, a, b } = compared
  const words = { added: t`added`, removed: t`removed`, changed: t`changed`, same: t`the same` }
  const isShown = values.isShown(key)
  const name = visibleText(key)
  return (
    <tr data-change={change}>
      <th scope="row">
        <code className={styles['key']}>
          <ExactText text={key} />
        </code>
        <Badge tone={tones[change]}>
          <span aria-hidden="true">{signs[change]}</span> {words[change]}
        </Badge>
      </th>
      <td data-side="before">
        <Side of={a} text={isShown ? values.textOf('a', key) : null} />
      </td>
      <td data-side="after">
        <Side of={b} text={isShown ? values.textOf('b', key) : null} />
      </td>
      <td>
        <IconButton
          label={isShown ? t`Hide ${name}` : t`Show ${name}`}
          size="small"
          onPress={() => (isShown ? values.hide(key) : void values.show([key]))}
        >
          {isShown ? <EyeOff size={16} /> : <Eye size={16} />}
        </IconButton>
      </td>
    </tr>
  )
}

function Side({ of, text }: { of: KeyComparison['a']; text: string | null }) {
  const { t, i18n } = useLingui()
  const types = useTypeNames()
  if (of === undefined) return <span className={compareTools['quiet']}>{t`none`}</span>
  if (text === null) {
    return (
      // SECURITY: always twelve dots, so that they do not show the length of the value.
      <span className={compareTools['quiet']}>
        <span aria-hidden="true">••••••••••••</span>{' '}
        {of.type === 'string' && of.lines > 1 ? (
          <Plural value={of.lines} one="# line" other="# lines" />
        ) : (
          types[of.type]
        )}
      </span>
    )
  }
  return (
    <span className={styles['value']} translate="no">
      {text === '' ? (
        <span className={compareTools['quiet']}>{t`empty`}</span>
      ) : (
        <ExactText text={text.slice(0, maxSigns)} kind="value" />
      )}
      {text.length > maxSigns && (
        <span className={compareTools['quiet']}>
          {' '}
          <Trans>… {i18n.number(text.length)} characters</Trans>
        </span>
      )}
    </span>
  )
}
