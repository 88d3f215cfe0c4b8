import { useMemo, useState } from 'react'
import { type TreeNode, visibleRows } from '../../../renderer/ui/treeRows.ts'
import { VirtualList } from '../../../renderer/ui/VirtualList.tsx'
import { VirtualTree } from '../../../renderer/ui/VirtualTree.tsx'
import styles from './Gallery.module.css'

const folders = 100
const secretsEach = 999
const roots: TreeNode<string>[] = Array.from({ length: folders }, (_, folder) => ({
  key: `f${folder}/`,
  text: `folder-${folder}`,
  value: `folder-${folder}`,
  children: Array.from({ length: secretsEach }, (_, secret) => ({
    key: `f${folder}/s${secret}`,
    text: `secret-${secret}`,
    value: `secret-${secret}`,
    children: undefined,
  })),
}))
const items = Array.from({ length: 100_000 }, (_, index) => `name-${String(index).padStart(6, '0')}`)

/** A tree and a list of 100,000 rows each; the tree begins with every folder open. */
export function LongPage() {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(() => new Set(roots.map((root) => root.key)))
  const [opened, setOpened] = useState<string | null>(null)
  const [picked, setPicked] = useState<string | null>(null)
  const rows = useMemo(() => visibleRows(roots, expanded), [expanded])
  return (
    <main className={styles['long']}>
      <h1 className={styles['hidden']}>A hundred thousand rows</h1>
      <div>
        <VirtualTree
          label="Tree"
          rows={rows}
          selectedKey={opened}
          onOpen={(row) => setOpened(row.key)}
          onToggle={(toggled, isExpanded) =>
            setExpanded((before) => {
              const after = new Set(before)
              for (const row of toggled)
                if (isExpanded) after.add(row.key)
                else after.delete(row.key)
              return after
            })
          }
          renderRow={(row) => row.text}
        />
      </div>
      <div>
        <VirtualList
          label="List"
          items={items}
          getKey={(item) => item}
          getText={(item) => item}
          selectedKey={picked}
          onOpen={setPicked}
          renderItem={(item) => item}
        />
      </div>
    </main>
  )
}
