/** The secrets of KV engines: a tree, and beside it the folder or secret of the address. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { mountList } from '../../lib/queries/mounts.ts'
import { SplitPane } from '../../ui/SplitPane.tsx'
import { FolderView } from './FolderView.tsx'
import { GoToPath } from './GoToPath.tsx'
import styles from './KvPage.module.css'
import { KvTree } from './KvTree.tsx'
import type { KvVersion } from './names.ts'
import { rememberedWidth, rememberWidth } from './paneWidth.ts'
import { SecretEditor } from './SecretEditor.tsx'
import { SecretPage } from './SecretPage.tsx'
import { useAfterSignIn } from './useAfterSignIn.ts'

export interface KvPagePlace {
  readonly mount: string
  readonly path: string
  readonly version?: number | undefined
  readonly mode?: 'edit' | 'new' | undefined
}

export function KvPage({ profileId, place }: { profileId: string; place: KvPagePlace }) {
  const { t } = useLingui()
  useAfterSignIn(profileId)
  return (
    <SplitPane
      label={t`Width of the tree`}
      initialSize={rememberedWidth()}
      onSizeChange={rememberWidth}
      first={
        <div className={styles['side']}>
          <GoToPath profileId={profileId} mount={place.mount} />
          <div className={styles['tree']}>
            <KvTree profileId={profileId} place={place} />
          </div>
        </div>
      }
      second={<Content key={JSON.stringify(place)} profileId={profileId} place={place} />}
    />
  )
}

function Content({ profileId, place }: { profileId: string; place: KvPagePlace }) {
  const { data: known } = useQuery(mountList(profileId))
  // Where the mount may not be listed: what most are. A secret says its own version when it is read.
  const kvVersion: KvVersion = known?.mounts.find(({ path }) => path === place.mount)?.kvVersion ?? 2
  const shared = { profileId, place, kvVersion }
  if (place.mode !== undefined) return <SecretEditor {...shared} isNew={place.mode === 'new'} />
  if (place.path === '' || place.path.endsWith('/')) return <FolderView {...shared} />
  return <SecretPage {...shared} />
}
