/** The secrets of KV engines: the address, a tree, and next to it the open folder or secret. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { FoldVertical, PanelLeft } from 'lucide-react'
import { useId, useMemo, useState } from 'react'
import { mountList } from '../../../lib/queries/mounts.ts'
import { IconButton } from '../../../ui/IconButton.tsx'
import { SplitPane } from '../../../ui/SplitPane.tsx'
import { VisuallyHidden } from '../../../ui/VisuallyHidden.tsx'
import { useMediaQuery } from '../../../ui/useMediaQuery.ts'
import { AddressBar } from '../browse/AddressBar.tsx'
import { FavoriteButton } from '../browse/FavoriteButton.tsx'
import { FolderView } from '../browse/FolderView.tsx'
import { isCubbyhole, kvVersionOf } from './cubbyhole.ts'
import { useCubbyholeOfToken } from './useCubbyholeOfToken.ts'
import styles from './KvPage.module.css'
import { KvTree } from '../browse/KvTree.tsx'
import { useOpenFolders } from '../browse/openFolders.ts'
import { rememberedWidth, rememberWidth } from './paneWidth.ts'
import { PlacesMenu } from '../browse/PlacesMenu.tsx'
import { SecretEditor } from '../editor/SecretEditor.tsx'
import { SecretPage } from '../secret/SecretPage.tsx'
import { useTreeActions } from '../browse/TreeActions.tsx'
import { useAfterSignIn } from '../../../lib/useAfterSignIn.ts'
import { useVisits } from '../browse/useVisits.ts'

export interface KvPagePlace {
  readonly mount: string
  readonly path: string
  readonly version?: number | undefined
  readonly compare?: number | undefined
  readonly mode?: 'edit' | 'new' | undefined
  /** The editing session whose draft is resumed. */
  readonly draft?: string | undefined
}

export function KvPage({ profileId, place }: { profileId: string; place: KvPagePlace }) {
  const { t } = useLingui()
  useAfterSignIn(profileId)
  useCubbyholeOfToken(profileId)
  useVisits(profileId, place)
  const { mount, path } = place
  const here = useMemo(() => ({ mount, path }), [mount, path])
  const { open, toggle, closeAll } = useOpenFolders(profileId, here)
  const actions = useTreeActions(profileId, here)
  const { isNarrow, isShown, toggle: toggleTree } = useFoldedTree(JSON.stringify(place))
  const treeId = useId()
  const tree = (
    <div id={treeId} className={styles['side']}>
      <div className={styles['head']}>
        <PlacesMenu profileId={profileId} />
        <span className={styles['space']} />
        <IconButton size="small" label={t`Collapse all folders`} onPress={closeAll}>
          <FoldVertical size={14} />
        </IconButton>
      </div>
      <div className={styles['tree']}>
        <KvTree
          profileId={profileId}
          place={here}
          open={open}
          onToggle={toggle}
          onKey={actions.onKey}
          onContextMenu={actions.onContextMenu}
        />
      </div>
    </div>
  )
  const content = <Content key={JSON.stringify(place)} profileId={profileId} place={place} />
  return (
    <div className={styles['page']}>
      <div className={styles['bar']}>
        {isNarrow && (
          <IconButton
            label={isShown ? t`Hide the tree` : t`Show the tree`}
            onPress={toggleTree}
            aria-expanded={isShown}
            aria-controls={treeId}
          >
            <PanelLeft size={16} />
          </IconButton>
        )}
        <div className={styles['address']}>
          <AddressBar profileId={profileId} place={here} />
        </div>
        {!isCubbyhole(mount) && <FavoriteButton profileId={profileId} place={here} />}
      </div>
      <div className={styles['panes']}>
        {isNarrow ? (
          <>
            <div className={styles['pane']} hidden={!isShown}>
              <VisuallyHidden>
                <h1>{t`Secrets`}</h1>
              </VisuallyHidden>
              {tree}
            </div>
            <div className={styles['pane']} hidden={isShown}>
              {content}
            </div>
          </>
        ) : (
          <SplitPane
            label={t`Tree width`}
            initialSize={rememberedWidth()}
            onSizeChange={rememberWidth}
            first={tree}
            second={content}
          />
        )}
      </div>
      {actions.layer}
    </div>
  )
}

/** In a narrow window (200 % zoom), the tree folds away and takes the page when it is shown, until a place is chosen. */
function useFoldedTree(place: string) {
  const isNarrow = useMediaQuery('(width < 700px)')
  const [shownAt, setShownAt] = useState<string | null>(null)
  const isShown = isNarrow && shownAt === place
  return { isNarrow, isShown, toggle: () => setShownAt(isShown ? null : place) }
}

function Content({ profileId, place }: { profileId: string; place: KvPagePlace }) {
  const { data: known } = useQuery(mountList(profileId))
  const kvVersion = kvVersionOf(known?.mounts, place.mount)
  const shared = { profileId, place, kvVersion }
  if (place.mode !== undefined) return <SecretEditor {...shared} isNew={place.mode === 'new'} draft={place.draft} />
  if (place.path === '' || place.path.endsWith('/')) return <FolderView {...shared} />
  return <SecretPage {...shared} />
}
