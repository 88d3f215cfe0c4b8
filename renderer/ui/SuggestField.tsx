// The ARIA pattern of a combobox with a list, by hand: React Aria's builds its whole collection again for each keystroke.
/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/interactive-supports-focus, jsx-a11y/click-events-have-key-events, jsx-a11y/role-has-required-aria-props */
import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useId, useRef, useState } from 'react'
import { classNames } from './classNames.ts'
import { boxClass, inputClass } from './Field.tsx'
import { Kbd } from './Kbd.tsx'
import rows from './shared/listRows.module.css'
import styles from './SuggestField.module.css'
import { ExactText } from './ExactText.tsx'

export type Suggestion = {
  readonly id: string
  /** The text that it fills into the field, which is also its label. */
  readonly text: string
  readonly icon?: ReactNode
  /** Quiet, after the text. */
  readonly hint?: ReactNode
}

export type SuggestionGroup = {
  readonly id: string
  readonly title?: ReactNode
  readonly suggestions: readonly Suggestion[]
}

export type SuggestFieldProps = {
  /** Its name, and the placeholder. */
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  /** As few as fit on a screen. */
  readonly groups: readonly SuggestionGroup[]
  /** Called on Enter, or a press on a suggestion. */
  readonly onSubmit: (text: string, chosen: Suggestion | null) => void
  /** Called on Escape, or when the focus moves elsewhere. */
  readonly onLeave: () => void
  /** Shown above the suggestions. The first one is then under the cursor, because the person has to choose. */
  readonly question?: ReactNode
  /** The problem of the text. */
  readonly error?: ReactNode
  readonly shortcut?: string | undefined
  readonly ref?: Ref<HTMLInputElement>
}

/**
 * A text with suggestions that change while it is typed. Arrows select, Enter submits, the right arrow fills in, Escape
 * leaves.
 */
export function SuggestField({
  label,
  value,
  onChange,
  groups,
  onSubmit,
  onLeave,
  question,
  error,
  shortcut,
  ref,
}: SuggestFieldProps) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [cursor, setCursor] = useState<string | null>(null)
  const all = groups.flatMap(({ suggestions }) => suggestions)
  const found = all.findIndex((each) => each.id === cursor)
  const at = found === -1 && question !== undefined && all.length > 0 ? 0 : found
  const isShown = isOpen && all.length > 0
  const optionId = (index: number) => `${id}option${index}`

  useEffect(() => {
    if (at !== -1) list.current?.querySelector(`[data-cursor]`)?.scrollIntoView({ block: 'nearest' })
  }, [at])

  function move(by: number) {
    setOpen(true)
    const next = at === -1 && by < 0 ? all.length - 1 : at + by
    setCursor(all[next]?.id ?? null)
  }

  function leave() {
    setOpen(false)
    setCursor(null)
    onLeave()
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    const chosen = isShown ? (all[at] ?? null) : null
    const isAtEnd = event.currentTarget.selectionStart === value.length
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp') move(-1)
    else if (event.key === 'Enter') {
      setOpen(true)
      setCursor(null)
      onSubmit(value, chosen)
    } else if (event.key === 'Escape') leave()
    else if (event.key === 'ArrowRight' && isAtEnd && chosen !== null) {
      onChange(chosen.text)
      setCursor(null)
    } else return
    event.preventDefault()
  }

  return (
    <div className={styles['field']}>
      <div className={classNames(boxClass, styles['box'])} data-invalid={Boolean(error) || undefined}>
        <input
          ref={ref ?? null}
          className={classNames(inputClass, styles['input'])}
          role="combobox"
          aria-label={label}
          aria-autocomplete="list"
          aria-expanded={isShown}
          aria-controls={isShown ? `${id}list` : undefined}
          aria-activedescendant={isShown && at !== -1 ? optionId(at) : undefined}
          aria-invalid={Boolean(error) || undefined}
          aria-describedby={Boolean(error) || question !== undefined ? `${id}words` : undefined}
          placeholder={label}
          spellCheck={false}
          autoComplete="off"
          value={value}
          onChange={({ currentTarget }) => {
            setOpen(true)
            setCursor(null)
            onChange(currentTarget.value)
          }}
          onFocus={({ currentTarget }) => currentTarget.select()}
          onMouseDown={() => setOpen(true)}
          onKeyDown={onKeyDown}
          onBlur={leave}
        />
        {shortcut !== undefined && (
          <span className={styles['shortcut']}>
            <Kbd keys={shortcut} />
          </span>
        )}
      </div>
      <div id={`${id}words`} className={styles['words']} aria-live="polite" data-error={Boolean(error) || undefined}>
        {error}
      </div>
      {isShown && (
        <div className={styles['panel']}>
          {question !== undefined && (
            <div className={styles['question']} aria-live="polite">
              {question}
            </div>
          )}
          <div
            ref={list}
            id={`${id}list`}
            role="listbox"
            aria-label={label}
            // The focus stays in the field.
            onMouseDown={(event) => event.preventDefault()}
          >
            {groups.map((group) => (
              <Group
                key={group.id}
                titleId={`${id}${group.id}`}
                group={group}
                first={all.findIndex((each) => each === group.suggestions[0])}
                cursor={at}
                optionId={optionId}
                onPress={(suggestion) => onSubmit(value, suggestion)}
              />
            ))}
          </div>
        </div>
      )}
    </div>
  )
}

function Group({
  titleId,
  group,
  first,
  cursor,
  optionId,
  onPress,
}: {
  titleId: string
  group: SuggestionGroup
  /** The index of its first suggestion among all. */
  first: number
  cursor: number
  optionId: (index: number) => string
  onPress: (suggestion: Suggestion) => void
}) {
  if (group.suggestions.length === 0) return null
  return (
    <div role="group" {...(group.title !== undefined && { 'aria-labelledby': titleId })}>
      {group.title !== undefined && (
        <div id={titleId} className={rows['header']} role="presentation">
          {group.title}
        </div>
      )}
      {group.suggestions.map((suggestion, own) => (
        <div
          key={suggestion.id}
          id={optionId(first + own)}
          className={classNames(rows['row'], styles['option'])}
          role="option"
          aria-selected={first + own === cursor}
          data-cursor={first + own === cursor || undefined}
          onClick={() => onPress(suggestion)}
        >
          <span className={styles['mark']} aria-hidden="true">
            {suggestion.icon}
          </span>
          <span className={styles['text']}>
            <ExactText text={suggestion.text} kind="path" />
          </span>
          {suggestion.hint !== undefined && <span className={styles['hint']}>{suggestion.hint}</span>}
        </div>
      ))}
    </div>
  )
}
