/** The rules of the text as editable rows: each change is a change of the text. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { SearchField } from '../../../ui/SearchField.tsx'
import { AddRule } from './AddRule.tsx'
import { RuleCard } from './RuleCard.tsx'
import styles from './RulesPanel.module.css'
import { type RulesWanted, useReadText } from '../editor/readText.ts'
import { StartWith } from '../editor/StartWith.tsx'
import { useKeptFocus } from '../editor/useKeptFocus.ts'
import type { TextActs } from '../editor/useTextActs.ts'
import type { RuleChange } from '../worker/protocol.ts'

const more = 20

export function RulesPanel({ acts, onWanted }: { acts: TextActs; onWanted: (wanted: RulesWanted) => void }) {
  const { t, i18n } = useLingui()
  const { text, analysis, wanted, setting } = useReadText()
  const { goTo } = acts
  const [isAdding, setAdding] = useState(false)
  const latest = useRef(analysis)
  useEffect(() => {
    latest.current = analysis
  })
  const goToRule = useCallback(
    (index: number) => {
      const row = latest.current?.rows.find((each) => each.index === index)
      if (row !== undefined) goTo(row.from)
    },
    [goTo],
  )
  const section = useRef<HTMLElement>(null)
  const keepFocus = useKeptFocus(section, analysis)
  const change = useCallback(
    (what: RuleChange) => {
      if (what.kind === 'remove' || (what.kind === 'argument' && what.value === null)) keepFocus()
      acts.change(what)
    },
    [acts, keepFocus],
  )
  if (analysis === null) return null
  const { rows, rowCount, ruleCount, isBase64 } = analysis
  return (
    <section ref={section} className={styles['panel']} aria-label={t`Rules`} tabIndex={-1}>
      <div className={styles['head']}>
        {ruleCount > 5 && (
          <SearchField
            label={t`Search rules`}
            value={wanted.filter}
            onChange={(filter) => onWanted({ filter, limit: more })}
          />
        )}
        <output className={styles['count']}>
          {wanted.filter === '' ? (
            <Plural value={ruleCount} _0="No rules yet" one="# rule" other="# rules" />
          ) : (
            <Trans>
              {i18n.number(rowCount)} of {i18n.number(ruleCount)}
            </Trans>
          )}
        </output>
        <span className={styles['space']} />
        {analysis.form === 'json' && !isBase64 && (
          <Button
            size="small"
            onPress={() => {
              keepFocus()
              acts.writeHcl()
            }}
          >
            {t`Convert to HCL`}
          </Button>
        )}
        <Button size="small" onPress={() => setAdding(!isAdding)} aria-expanded={isAdding}>
          {t`Add a rule`}
        </Button>
      </div>
      {isAdding && (
        <AddRule
          setting={setting}
          onAdd={(rule) => {
            acts.change({ kind: 'add', rules: [rule] })
            setAdding(false)
          }}
        />
      )}
      {analysis.isLooseJson && (
        <Banner tone="warn" title={t`Change these rules in the text`}>
          {!analysis.isAccepted ? (
            <Trans>
              Fix the errors in the text first. Until then, a change from here could affect the wrong part of the text.
            </Trans>
          ) : (
            <Trans>
              Only the server can read this JSON, so a change from here could affect the wrong part. Convert it to HCL
              with the same meaning to change its rules here.
            </Trans>
          )}
        </Banner>
      )}
      {isBase64 && <EmptyState title={t`A base64 policy can only be changed as text`} />}
      {text.trim() === '' && <StartWith setting={setting} onReplace={acts.replace} />}
      {!isBase64 &&
        rows.map((row) => (
          <RuleCard
            key={row.index}
            row={row}
            dialect={setting.dialect}
            isJson={analysis.form === 'json'}
            onChange={change}
            onGoTo={goToRule}
          />
        ))}
      {rowCount > rows.length && (
        <Button onPress={() => onWanted({ ...wanted, limit: wanted.limit + more })}>
          <Plural value={Math.min(more, rowCount - rows.length)} one="Show # more" other="Show # more" />
        </Button>
      )}
    </section>
  )
}
