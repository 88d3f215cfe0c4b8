import { useLingui } from '@lingui/react/macro'
import { TriangleAlert, X } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { Button, Label, Tag, TagGroup, TagList } from 'react-aria-components'
import { classNames } from './classNames.ts'
import { ComboBox } from './ComboBox.tsx'
import { fieldClass } from './Field.tsx'
import type { Option } from './Option.tsx'
import styles from './TagField.module.css'
import { hiddenClass } from './VisuallyHidden.tsx'

export type TagFieldProps = {
  readonly label: string
  readonly values: readonly string[]
  readonly onChange: (values: readonly string[]) => void
  /** Known values; any other may be typed as well. */
  readonly suggestions?: readonly string[] | undefined
  readonly description?: ReactNode
  readonly error?: ReactNode
  readonly placeholder?: string | undefined
  /** Values with a warning, and its text. */
  readonly doubtful?: ReadonlySet<string> | undefined
  readonly doubt?: string
  readonly isRequired?: boolean
}

const none: readonly string[] = []
const separators = /[\s,]+/

/**
 * A list of names. Enter, a comma or leaving the field adds the typed name, also several at once; Backspace in the
 * empty field moves the last one back into the field; Delete on a name removes it.
 */
export function TagField({
  label,
  values,
  onChange,
  suggestions = none,
  description,
  error,
  placeholder,
  doubtful,
  doubt,
  isRequired,
}: TagFieldProps) {
  const { t } = useLingui()
  const [typed, setTyped] = useState('')
  const options: readonly Option[] = suggestions
    .filter((each) => !values.includes(each))
    .map((value) => ({ value, label: value }))

  function add(text: string) {
    const more = text.split(separators).filter((each) => each !== '' && !values.includes(each))
    if (more.length > 0) onChange([...values, ...new Set(more)])
    setTyped('')
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return
    // If the arrow keys have selected an option, the list itself handles Enter.
    if (event.key === 'Enter' && event.currentTarget.hasAttribute('aria-activedescendant')) return
    if ((event.key === 'Enter' || event.key === ',') && typed.trim() !== '') {
      event.preventDefault()
      add(typed)
      return
    }
    const last = values.at(-1)
    if (event.key === 'Backspace' && typed === '' && last !== undefined) {
      event.preventDefault()
      onChange(values.slice(0, -1))
      setTyped(last)
    }
  }

  return (
    <div className={classNames(fieldClass, styles['field'])}>
      <ComboBox
        label={label}
        mono
        options={options}
        value={typed}
        onChange={(text) => (separators.test(text) ? add(text) : setTyped(text))}
        onChoose={add}
        onKeyDown={onKeyDown}
        onBlur={() => add(typed)}
        description={description}
        error={error}
        placeholder={placeholder}
        {...(isRequired === true && { isRequired })}
      />
      {values.length > 0 && (
        <TagGroup
          className={classNames(styles['group'])}
          onRemove={(keys) => onChange(values.filter((value) => !keys.has(value)))}
        >
          <Label className={hiddenClass}>{label}</Label>
          <TagList className={classNames(styles['tags'])}>
            {values.map((value) => (
              <Tag key={value} id={value} textValue={value} className={classNames(styles['tag'])}>
                {doubtful?.has(value) === true && (
                  <TriangleAlert size={12} className={styles['doubt']} aria-label={doubt ?? ''} />
                )}
                <span className={styles['text']}>{value}</span>
                <Button slot="remove" className={classNames(styles['remove'])} aria-label={t`Remove ${value}`}>
                  <X size={12} />
                </Button>
              </Tag>
            ))}
          </TagList>
        </TagGroup>
      )}
    </div>
  )
}
