// A column draws its cells with the function next to its title; React never mounts it as a component.
/* oxlint-disable react/no-unstable-nested-components */
import { Ellipsis, FileKey2, Folder, FolderKey, KeyRound, Lock, Pencil, ScrollText, Settings } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Badge } from '../../../renderer/ui/Badge.tsx'
import { Breadcrumbs } from '../../../renderer/ui/Breadcrumbs.tsx'
import { Button } from '../../../renderer/ui/Button.tsx'
import { CodeBlock } from '../../../renderer/ui/CodeBlock.tsx'
import { Dot } from '../../../renderer/ui/Dot.tsx'
import { IconButton } from '../../../renderer/ui/IconButton.tsx'
import { KeyValue } from '../../../renderer/ui/KeyValue.tsx'
import { SearchField } from '../../../renderer/ui/SearchField.tsx'
import { SecretField } from '../../../renderer/ui/SecretField.tsx'
import { SplitPane } from '../../../renderer/ui/SplitPane.tsx'
import { Table } from '../../../renderer/ui/Table.tsx'
import { type TreeNode, visibleRows } from '../../../renderer/ui/treeRows.ts'
import { VirtualTree } from '../../../renderer/ui/VirtualTree.tsx'
import { useWords } from './words.tsx'
import styles from './Workspace.module.css'

const leaf = (key: string, text: string): TreeNode<string> => ({ key, text, value: 'secret', children: undefined })
const roots: TreeNode<string>[] = [
  {
    key: 'secret/',
    text: 'secret/',
    value: 'mount',
    children: [
      {
        key: 'secret/webapp/',
        text: 'webapp/',
        value: 'folder',
        children: [
          leaf('secret/webapp/config', 'config'),
          leaf('secret/webapp/keys', 'keys'),
          leaf('secret/webapp/smtp', 'smtp'),
        ],
      },
      { key: 'secret/ci/', text: 'ci/', value: 'folder', children: [] },
      leaf('secret/데이터베이스', '데이터베이스'),
    ],
  },
  { key: 'kv1/', text: 'kv1/', value: 'mount', children: [] },
]

/** The components together in a layout like the real window, to review them in their place. */
export function WorkspacePage() {
  const words = useWords()
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(() => new Set(['secret/', 'secret/webapp/']))
  const [opened, setOpened] = useState<string>('secret/webapp/config')
  const rows = useMemo(() => visibleRows(roots, expanded), [expanded])
  const values = [{ name: 'password' }, { name: 'username' }, { name: 'connection_string' }]
  return (
    <div className={styles['frame']}>
      <nav className={styles['rail']} aria-label={words('Areas', '영역')}>
        <a href="#kind">
          <Dot color="dev" /> kind
        </a>
        <a href="#stage">
          <Dot color="staging" shape="ring" /> stage
        </a>
        <a href="#prod">
          <Dot color="production" shape="square" /> prod
        </a>
        <hr />
        <a href="#secrets" aria-current="page">
          <FolderKey size={16} /> {words('Secrets', '비밀')}
        </a>
        <a href="#policies">
          <ScrollText size={16} /> {words('Policies', '정책')}
        </a>
        <a href="#access">
          <KeyRound size={16} /> {words('Access', '접근')}
        </a>
        <a href="#settings">
          <Settings size={16} /> {words('Settings', '설정')}
        </a>
      </nav>
      <header className={styles['top']}>
        <Breadcrumbs
          label={words('Place', '위치')}
          crumbs={[
            { id: 'a', label: 'secret', href: '#a' },
            { id: 'b', label: 'webapp', href: '#b' },
            { id: 'c', label: 'config' },
          ]}
        />
        <span className={styles['space']} />
        <Button variant="quiet">23:59:12 root</Button>
        <IconButton label={words('Lock', '잠금')} shortcut="Mod+L">
          <Lock size={16} />
        </IconButton>
      </header>
      <main className={styles['main']}>
        <SplitPane
          label={words('Width of the list', '목록 너비')}
          initialSize={240}
          first={
            <div className={styles['list']}>
              <div className={styles['filter']}>
                <SearchField label={words('Filter names', '이름 거르기')} shortcut="Mod+F" />
              </div>
              <div className={styles['tree']}>
                <VirtualTree
                  label={words('Secrets', '비밀')}
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
                  renderRow={(row) => (
                    <>
                      {row.isExpanded === undefined ? (
                        <FileKey2 size={14} className={styles['quiet']} />
                      ) : (
                        <Folder size={14} className={styles['quiet']} />
                      )}
                      <code>{row.text}</code>
                    </>
                  )}
                />
              </div>
            </div>
          }
          second={
            <div className={styles['content']}>
              <div className={styles['title']}>
                <h1>config</h1>
                <Badge tone="accent">v2</Badge>
                <span className={styles['space']} />
                <Button icon={<Pencil size={16} />}>{words('Edit', '편집')}</Button>
                <IconButton label={words('More', '더 보기')} variant="bordered">
                  <Ellipsis size={16} />
                </IconButton>
              </div>
              <Table
                label={words('Values', '값')}
                items={values}
                getId={(row) => row.name}
                columns={[
                  {
                    id: 'name',
                    title: words('Name', '이름'),
                    isRowHeader: true,
                    width: '220px',
                    cell: (row) => <code>{row.name}</code>,
                  },
                  {
                    id: 'value',
                    title: words('Value', '값'),
                    cell: (row) => (
                      <SecretField label={row.name} onReveal={async () => 'static-user'} onCopy={() => {}} />
                    ),
                  },
                ]}
              />
              <KeyValue
                items={[
                  { key: 'a', name: words('API path', 'API 경로'), value: 'secret/data/webapp/config', mono: true },
                  { key: 'b', name: words('Written', '기록'), value: 'Nov 23, 2026, 23:59:12 GMT+9' },
                ]}
              />
              <CodeBlock label={words('As vault command', 'vault 명령으로')} onCopy={() => {}}>
                vault kv get -mount=secret webapp/config
              </CodeBlock>
            </div>
          }
        />
      </main>
      <footer className={styles['status']}>
        <Dot color="ok" /> Vault 1.21.0 · {words('unsealed', '봉인 해제됨')} · raft · vault-cluster-d83b51a1 · 3 ms
      </footer>
    </div>
  )
}
