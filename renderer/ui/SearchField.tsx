import { useLingui } from '@lingui/react/macro'
import { Search, X } from 'lucide-react'
import type { Ref } from 'react'
import {
  Button,
  Group,
  Input,
  Label,
  SearchField as AriaSearchField,
  type SearchFieldProps as AriaSearchFieldProps,
} from 'react-aria-components'
import { boxClass, fieldClass, inputClass, insideClass } from './Field.tsx'
import { classNames } from './classNames.ts'
import { Kbd } from './Kbd.tsx'
import styles from './SearchField.module.css'
import { VisuallyHidden } from './VisuallyHidden.tsx'

export type SearchFieldProps = Omit<AriaSearchFieldProps, 'className' | 'style' | 'children'> & {
  /** Its name; also the placeholder unless one is given. */
  readonly label: string
  readonly placeholder?: string | undefined
  /** The shortcut that moves the focus here, shown while the field is empty. */
  readonly shortcut?: string | undefined
  readonly ref?: Ref<HTMLInputElement>
}

/** A filter or search. Escape clears it; `onChange(value)` on every key, `onSubmit(value)` on Enter. */
export function SearchField({ label, placeholder, shortcut, ref, ...props }: SearchFieldProps) {
  const { t } = useLingui()
  return (
    <AriaSearchField {...props} className={fieldClass}>
      <VisuallyHidden>
        <Label>{label}</Label>
      </VisuallyHidden>
      <Group className={classNames(boxClass, styles['box'])}>
        <Search size={14} className={styles['icon']} aria-hidden="true" />
        <Input
          ref={ref ?? null}
          className={classNames(inputClass, styles['input'])}
          placeholder={placeholder ?? label}
          spellCheck="false"
          autoComplete="off"
        />
        {shortcut !== undefined && (
          <span className={styles['shortcut']}>
            <Kbd keys={shortcut} />
          </span>
        )}
        <Button className={classNames(insideClass, styles['clear'])} aria-label={t`Clear`}>
          <X size={14} />
        </Button>
      </Group>
    </AriaSearchField>
  )
}
