/** Mounts that were opened by their path, because this person sees them in no list. */
import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { bridge } from '../../../lib/bridge.ts'
import { routes } from '../../../lib/routes.ts'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Link } from '../../../ui/Link.tsx'
import styles from './KeptMounts.module.css'

export function KeptMounts({ profileId, mounts }: { profileId: string; mounts: readonly string[] }) {
  const { t } = useLingui()
  return (
    <section aria-label={t`Opened by path`}>
      <h2 className={styles['heading']}>{t`Opened by path`}</h2>
      <ul className={styles['kept']}>
        {mounts.map((mount) => (
          <li key={mount}>
            <Link variant="plain" href={routes.kubernetesMount(profileId, mount)}>
              <code className={styles['path']}>{mount}</code>
            </Link>
            <IconButton
              label={t`Remove ${mount} from this list`}
              size="small"
              onPress={() => void bridge.places.setAuthMount({ profileId, mount, isKept: false })}
            >
              <X size={14} />
            </IconButton>
          </li>
        ))}
      </ul>
    </section>
  )
}
