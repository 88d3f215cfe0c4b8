import { ScrollText } from 'lucide-react'
import { routes, useGo } from '../../../lib/routes.ts'
import { IconButton } from '../../../ui/IconButton.tsx'
import type { SecretPlace } from './names.ts'

export interface GrantButtonProps {
  readonly profileId: string
  readonly place: SecretPlace
  /** The button's name, which names the secret or the folder. */
  readonly label: string
}

/** A button from a secret or a folder to the policy that grants access to it. */
export function GrantButton({ profileId, place, label }: GrantButtonProps) {
  const go = useGo()
  return (
    <IconButton label={label} variant="bordered" onPress={() => go(routes.grant(profileId, place))}>
      <ScrollText size={16} />
    </IconButton>
  )
}
