// A column draws its cells with the function next to its title; React never mounts it as a component.
/* oxlint-disable react/no-unstable-nested-components */
import { Ellipsis, FolderKey, History, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../../../renderer/ui/Badge.tsx'
import { Banner } from '../../../renderer/ui/Banner.tsx'
import { Breadcrumbs } from '../../../renderer/ui/Breadcrumbs.tsx'
import { Button } from '../../../renderer/ui/Button.tsx'
import { CodeBlock } from '../../../renderer/ui/CodeBlock.tsx'
import { ConfirmDialog } from '../../../renderer/ui/ConfirmDialog.tsx'
import { Dialog } from '../../../renderer/ui/Dialog.tsx'
import { Dot } from '../../../renderer/ui/Dot.tsx'
import { EmptyState } from '../../../renderer/ui/EmptyState.tsx'
import { ErrorState } from '../../../renderer/components/ErrorState.tsx'
import { IconButton } from '../../../renderer/ui/IconButton.tsx'
import { Kbd } from '../../../renderer/ui/Kbd.tsx'
import { KeyValue } from '../../../renderer/ui/KeyValue.tsx'
import { Menu } from '../../../renderer/ui/Menu.tsx'
import { Popover } from '../../../renderer/ui/Popover.tsx'
import { ProgressBar } from '../../../renderer/ui/ProgressBar.tsx'
import { ProgressRing } from '../../../renderer/ui/ProgressRing.tsx'
import { SecretField } from '../../../renderer/ui/SecretField.tsx'
import { SkeletonRows } from '../../../renderer/ui/Skeleton.tsx'
import { SplitPane } from '../../../renderer/ui/SplitPane.tsx'
import { Stepper } from '../../../renderer/ui/Stepper.tsx'
import { Table } from '../../../renderer/ui/Table.tsx'
import { Tabs } from '../../../renderer/ui/Tabs.tsx'
import { TextField } from '../../../renderer/ui/TextField.tsx'
import { showToast } from '../../../renderer/ui/toasts.ts'
import { Tooltip } from '../../../renderer/ui/Tooltip.tsx'
import styles from './Gallery.module.css'
import { ExampleRow, Section } from './Section.tsx'
import { useWords } from './words.tsx'

export function Overlays() {
  const words = useWords()
  const [isDialogOpen, setDialogOpen] = useState(false)
  const [isConfirmOpen, setConfirmOpen] = useState(false)
  return (
    <Section title={words('Overlays', '겹침')}>
      <ExampleRow>
        <Menu
          label={words('More', '더 보기')}
          trigger={
            <IconButton label={words('More', '더 보기')} variant="bordered">
              <Ellipsis size={16} />
            </IconButton>
          }
          groups={[
            {
              items: [
                {
                  id: 'history',
                  label: words('Compare versions', '버전 비교'),
                  icon: <History size={16} />,
                  shortcut: 'Mod+Shift+D',
                },
                { id: 'copy', label: words('Copy path', '경로 복사'), shortcut: 'Mod+Shift+C' },
              ],
            },
            {
              items: [
                {
                  id: 'delete',
                  label: words('Delete version 2', '버전 2 삭제'),
                  icon: <Trash2 size={16} />,
                  isDanger: true,
                },
              ],
            },
          ]}
        />
        <Popover label={words('Identity', '신원')} trigger={<Button variant="quiet">root</Button>}>
          <KeyValue
            items={[
              { key: 'policies', name: 'Policies', value: 'root', mono: true },
              { key: 'ttl', name: 'TTL', value: '23:59:12' },
            ]}
          />
        </Popover>
        <Button onPress={() => setDialogOpen(true)}>{words('Add connection…', '연결 추가…')}</Button>
        <Button variant="danger" onPress={() => setConfirmOpen(true)}>
          {words('Disable secret/…', 'secret/ 해제…')}
        </Button>
        <Button
          onPress={() =>
            showToast({
              tone: 'ok',
              title: words('Saved version 3 of config', 'config의 버전 3을 저장했습니다'),
              action: { label: words('Open', '열기'), onPress: () => {} },
            })
          }
        >
          {words('Toast', '알림')}
        </Button>
        <Tooltip content={words('Command palette', '명령 팔레트')} shortcut="Mod+K">
          <Button variant="quiet">
            <Kbd keys="Mod+K" />
          </Button>
        </Tooltip>
      </ExampleRow>
      <Dialog
        title={words('Add a connection', '연결 추가')}
        isOpen={isDialogOpen}
        onOpenChange={setDialogOpen}
        footerNote={words('Nothing is sent before you test it.', '시험하기 전에는 아무것도 보내지 않습니다.')}
        footer={
          <>
            <Button onPress={() => setDialogOpen(false)}>{words('Cancel', '취소')}</Button>
            <Button variant="primary" onPress={() => setDialogOpen(false)}>
              {words('Add', '추가')}
            </Button>
          </>
        }
      >
        <TextField label={words('Name', '이름')} defaultValue="kind" />
        <TextField label={words('Address', '주소')} defaultValue="http://localhost:30000" mono />
      </Dialog>
      <ConfirmDialog
        title={words('Disable secret/?', 'secret/을 해제합니까?')}
        isOpen={isConfirmOpen}
        onOpenChange={setConfirmOpen}
        confirmLabel={words('Disable secret/', 'secret/ 해제')}
        typeToConfirm="secret/"
        onConfirm={() => {}}
      >
        {words(
          'All 10,001 secrets under it are destroyed with every version. This cannot be undone.',
          '그 아래의 비밀 10,001개가 모든 버전과 함께 파기됩니다. 되돌릴 수 없습니다.',
        )}
      </ConfirmDialog>
    </Section>
  )
}

export function Data() {
  const words = useWords()
  const rows = [
    { id: 'secret/', type: 'kv', version: 'v2', note: words('Application secrets', '애플리케이션 비밀') },
    { id: 'kv1/', type: 'kv', version: 'v1', note: '' },
    { id: 'transit/', type: 'transit', version: '—', note: words('Encryption as a service', '암호화 서비스') },
  ]
  return (
    <Section title={words('Data', '자료')} isWide>
      <Breadcrumbs
        label={words('Place', '위치')}
        crumbs={[
          { id: 'secret', label: 'secret', href: '#secret' },
          { id: 'webapp', label: 'webapp', href: '#webapp' },
          { id: 'config', label: 'config' },
        ]}
      />
      <Table
        label={words('Secret engines', '비밀 엔진')}
        items={rows}
        getId={(row) => row.id}
        onOpen={() => {}}
        sort={{ column: 'path', direction: 'ascending' }}
        onSort={() => {}}
        columns={[
          {
            id: 'path',
            title: words('Path', '경로'),
            isRowHeader: true,
            isSortable: true,
            cell: (row) => <code>{row.id}</code>,
          },
          {
            id: 'type',
            title: words('Type', '종류'),
            cell: (row) => <Badge mono>{row.type}</Badge>,
            width: '120px',
          },
          { id: 'version', title: words('Version', '버전'), cell: (row) => row.version, width: '90px' },
          { id: 'note', title: words('Description', '설명'), cell: (row) => row.note },
        ]}
      />
      <ExampleRow>
        <Badge>v2</Badge>
        <Badge tone="accent">{words('current', '현재')}</Badge>
        <Badge tone="ok">{words('unsealed', '봉인 해제됨')}</Badge>
        <Badge tone="warn">{words('expires in 4 min', '4분 후 만료')}</Badge>
        <Badge tone="danger">{words('destroyed', '파기됨')}</Badge>
        <Badge tone="sealed">{words('sealed', '봉인됨')}</Badge>
        <span>
          <Dot color="dev" /> dev
        </span>
        <span>
          <Dot color="staging" shape="ring" /> staging
        </span>
        <span>
          <Dot color="production" shape="square" /> production
        </span>
        <Dot color="ok" label={words('Unsealed', '봉인 해제됨')} />
        <Dot color="sealed" label={words('Sealed', '봉인됨')} />
      </ExampleRow>
      <SecretField label="password" onReveal={async () => 'correct horse battery staple'} onCopy={() => {}} />
      <CodeBlock label={words('Command', '명령')} copyLabel={words('Copy command', '명령 복사')} onCopy={() => {}}>
        vault kv get -mount=secret webapp/config
      </CodeBlock>
      <Tabs
        label={words('Secret', '비밀')}
        items={[
          { id: 'values', label: words('Values', '값'), content: words('Two values.', '값이 두 개 있습니다.') },
          { id: 'versions', label: words('Versions', '버전'), mark: <Badge>2</Badge>, content: 'v2, v1' },
          { id: 'metadata', label: words('Metadata', '메타데이터'), content: '—' },
        ]}
      />
      <div className={styles['split']}>
        <SplitPane
          label={words('Width of the list', '목록 너비')}
          initialSize={240}
          first={<div className={styles['pane']}>{words('List', '목록')}</div>}
          second={<div className={styles['pane']}>{words('Content', '내용')}</div>}
        />
      </div>
    </Section>
  )
}

export function Progress() {
  const words = useWords()
  return (
    <Section title={words('Progress', '진행')}>
      <ExampleRow>
        <ProgressRing label={words('Shares given', '입력한 조각')} value={2} max={3} />
        <ProgressRing label={words('Shares given', '입력한 조각')} value={1} max={5} size={64} />
      </ExampleRow>
      <ProgressBar label={words('Reading names', '이름 읽는 중')} value={4204} max={10001} text="4,204 / 10,001" />
      <ProgressBar label={words('Building Vault', 'Vault 빌드 중')} />
      <Stepper
        label={words('Set-up', '설정')}
        steps={[
          {
            id: 'init',
            title: words('Initialize', '초기화'),
            state: 'done',
            note: words('5 shares, threshold 3', '조각 5개, 임계값 3'),
          },
          { id: 'keep', title: words('Keep the keys', '키 보관'), state: 'current' },
          { id: 'unseal', title: words('Unseal', '봉인 해제'), state: 'todo' },
        ]}
      />
      <Stepper
        label={words('Set-up', '설정')}
        orientation="horizontal"
        steps={[
          { id: 'share', title: words('share 1', '조각 1'), state: 'done' },
          { id: 'second', title: words('share 2', '조각 2'), state: 'failed' },
          { id: 'third', title: words('share 3', '조각 3'), state: 'todo' },
        ]}
      />
      <SkeletonRows rows={3} />
    </Section>
  )
}

export function States() {
  const words = useWords()
  return (
    <Section title={words('States', '상태')} isWide>
      <Banner
        title={words('A newer version exists.', '더 새로운 버전이 있습니다.')}
        action={<Button size="small">{words('Compare', '비교')}</Button>}
      >
        {words('Version 3 was written 2 minutes ago.', '버전 3이 2분 전에 기록되었습니다.')}
      </Banner>
      <Banner
        tone="warn"
        title={words('Your token ends in 4 minutes.', 'Token이 4분 후에 끝납니다.')}
        action={<Button size="small">{words('Renew', '갱신')}</Button>}
      />
      <Banner tone="danger" title={words('The certificate is not verified.', '인증서를 확인하지 않습니다.')}>
        {words('Anyone on the way can read along.', '중간에서 누구나 읽을 수 있습니다.')}
      </Banner>
      <Banner
        tone="sealed"
        title={words('kind is sealed.', 'kind가 봉인되었습니다.')}
        action={<Button size="small">{words('Unseal', '봉인 해제')}</Button>}
      />
      <Banner
        tone="offline"
        title={words('No answer since 14:02:11.', '14:02:11부터 응답이 없습니다.')}
        onDismiss={() => {}}
      >
        {words('Trying again in 4 s.', '4초 후에 다시 시도합니다.')}
      </Banner>
      <EmptyState
        icon={<FolderKey size={20} />}
        title={words('No secrets in webapp/ yet', 'webapp/에 아직 비밀이 없습니다')}
        action={<Button variant="primary">{words('New secret', '새 비밀')}</Button>}
      >
        {words('A secret is a set of names and values with versions.', '비밀은 버전이 있는 이름과 값의 모음입니다.')}
      </EmptyState>
      <ErrorState
        title={words('You may not list secret/', 'secret/ 목록을 볼 수 없습니다')}
        meaning={words(
          'Your token lacks list on secret/metadata/.',
          'Token에 secret/metadata/의 list 권한이 없습니다.',
        )}
        advice={words(
          'Type the path of a secret that you know, or ask for list.',
          '알고 있는 비밀의 경로를 입력하거나 list 권한을 요청합니다.',
        )}
        action={<Button>{words('Type a path', '경로 입력')}</Button>}
        error={{
          code: 'permission-denied',
          message: 'The server answered 403.',
          retryable: false,
          status: 403,
          vaultErrors: ['1 error occurred: * permission denied'],
        }}
      />
    </Section>
  )
}
