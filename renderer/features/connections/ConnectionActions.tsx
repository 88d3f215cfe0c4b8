import { useLingui } from '@lingui/react/macro'
import { ArrowDown, ArrowUp, Ellipsis } from 'lucide-react'
import { useRef } from 'react'
import type { Profile } from '../../../electron/contract/connections.ts'
import { routes, useGo } from '../../lib/routes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import styles from './ConnectionActions.module.css'

export interface ConnectionActionsProps {
  readonly profile: Profile
  /** How many connections are before and after it. */
  readonly before: number
  readonly after: number
  readonly onMove: (by: -1 | 1) => void
  readonly onRemove: () => void
}

/** The actions on a connection in the list. */
export function ConnectionActions({ profile, before, after, onMove, onRemove }: ConnectionActionsProps) {
  const { t } = useLingui()
  const go = useGo()
  const up = useRef<HTMLButtonElement>(null)
  const down = useRef<HTMLButtonElement>(null)
  const move = (by: -1 | 1) => {
    // At either end the pressed button becomes disabled, and the focus must not be lost with it.
    if (by === -1 && before === 1) down.current?.focus()
    if (by === 1 && after === 1) up.current?.focus()
    onMove(by)
  }
  const { name } = profile
  return (
    <span className={styles['actions']}>
      <IconButton ref={up} label={t`Move ${name} up`} isDisabled={before === 0} onPress={() => move(-1)}>
        <ArrowUp size={16} />
      </IconButton>
      <IconButton ref={down} label={t`Move ${name} down`} isDisabled={after === 0} onPress={() => move(1)}>
        <ArrowDown size={16} />
      </IconButton>
      <Menu
        label={t`Actions for ${name}`}
        trigger={
          <IconButton label={t`Actions for ${name}`}>
            <Ellipsis size={16} />
          </IconButton>
        }
        groups={[
          {
            items: [
              { id: 'open', label: t`Open`, onAction: () => go(routes.server(profile.id)) },
              { id: 'edit', label: t`Edit`, onAction: () => go(routes.editConnection(profile.id)) },
            ],
          },
          { items: [{ id: 'remove', label: t`Remove`, isDanger: true, onAction: onRemove }] },
        ]}
      />
    </span>
  )
}
