import { ScrollText } from 'lucide-react'
import { routes, useGo } from '../../../lib/routes.ts'
import { IconButton } from '../../../ui/IconButton.tsx'
import type { SecretPlace } from './names.ts'

export interface GrantButtonProps {
  readonly profileId: string
  readonly place: SecretPlace
  /** Its name, which says to what: the secret or the folder. */
  readonly label: string
}

/** One press from a secret or a folder to the policy that lets somebody in there. */
export function GrantButton({ profileId, place, label }: GrantButtonProps) {
  const go = useGo()
  return (
    <IconButton label={label} variant="bordered" onPress={() => go(routes.grant(profileId, place))}>
      <ScrollText size={16} />
    </IconButton>
  )
}
