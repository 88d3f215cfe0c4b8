import { KeyRound, Pencil, Plus, RefreshCw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../renderer/ui/Button.tsx'
import { Checkbox } from '../../../renderer/ui/Checkbox.tsx'
import { ComboBox } from '../../../renderer/ui/ComboBox.tsx'
import { Dot } from '../../../renderer/ui/Dot.tsx'
import { FileDrop } from '../../../renderer/ui/FileDrop.tsx'
import { FormActions, FormLayout, FormSection, FormWide } from '../../../renderer/ui/FormLayout.tsx'
import { IconButton } from '../../../renderer/ui/IconButton.tsx'
import { Link } from '../../../renderer/ui/Link.tsx'
import { NumberField } from '../../../renderer/ui/NumberField.tsx'
import { PasswordField } from '../../../renderer/ui/PasswordField.tsx'
import { RadioGroup } from '../../../renderer/ui/RadioGroup.tsx'
import { SearchField } from '../../../renderer/ui/SearchField.tsx'
import { Select } from '../../../renderer/ui/Select.tsx'
import { Switch } from '../../../renderer/ui/Switch.tsx'
import { TextArea } from '../../../renderer/ui/TextArea.tsx'
import { TextField } from '../../../renderer/ui/TextField.tsx'
import { Toolbar, ToolbarLine } from '../../../renderer/ui/Toolbar.tsx'
import { ExampleRow, Section } from './Section.tsx'
import { useWords } from './words.tsx'

export function Buttons() {
  const words = useWords()
  return (
    <Section title={words('Buttons', '버튼')}>
      <ExampleRow>
        <Button variant="primary">{words('Save version 3', '버전 3 저장')}</Button>
        <Button icon={<Plus size={16} />}>{words('New secret', '새 비밀')}</Button>
        <Button variant="quiet">{words('Cancel', '취소')}</Button>
        <Button variant="danger">{words('Seal kind', 'kind 봉인')}</Button>
      </ExampleRow>
      <ExampleRow>
        <Button variant="primary" isPending>
          {words('Saving', '저장 중')}
        </Button>
        <Button isDisabled>{words('Renew', '갱신')}</Button>
        <Button
          variant="primary"
          disabledReason={words('Needs update on secret/data/webapp', 'secret/data/webapp에 update 권한이 필요합니다')}
        >
          {words('Edit', '편집')}
        </Button>
        <Button size="small" icon={<RefreshCw size={14} />}>
          {words('Try again', '다시 시도')}
        </Button>
      </ExampleRow>
      <ExampleRow>
        <Toolbar label={words('Secret', '비밀')}>
          <IconButton label={words('Edit', '편집')} shortcut="E">
            <Pencil size={16} />
          </IconButton>
          <IconButton label={words('Unseal keys', 'Unseal key')} isActive>
            <KeyRound size={16} />
          </IconButton>
          <ToolbarLine />
          <IconButton label={words('Delete', '삭제')} variant="danger">
            <Trash2 size={16} />
          </IconButton>
        </Toolbar>
        <Link href="#why">{words('Why is this not allowed?', '왜 허용되지 않습니까?')}</Link>
      </ExampleRow>
    </Section>
  )
}

export function Fields() {
  const words = useWords()
  const [path, setPath] = useState('secret/')
  return (
    <Section title={words('Fields', '입력')}>
      <TextField
        label={words('Address', '주소')}
        defaultValue="http://localhost:30000"
        mono
        description={words('As in VAULT_ADDR', 'VAULT_ADDR 값과 같습니다')}
      />
      <TextField
        label={words('Name', '이름')}
        defaultValue=""
        isRequired
        error={words('A connection needs a name.', '연결에는 이름이 필요합니다.')}
      />
      <PasswordField label="Token" defaultValue="hvs.example" />
      <NumberField label={words('Shares', '조각 수')} defaultValue={5} minValue={1} maxValue={20} />
      <NumberField label="TTL" defaultValue={3600} unit={words('seconds', '초')} />
      <SearchField label={words('Filter names', '이름 거르기')} shortcut="Mod+F" />
      <ComboBox
        label={words('Mount', '마운트')}
        mono
        value={path}
        onChange={setPath}
        options={[
          { value: 'secret/', label: 'secret/', description: 'kv v2' },
          { value: 'kv1/', label: 'kv1/', description: 'kv v1' },
        ]}
      />
      <Select
        label={words('Method', '방식')}
        defaultValue="token"
        options={[
          { value: 'token', label: 'Token' },
          { value: 'userpass', label: 'Username & password' },
          { value: 'approle', label: 'AppRole' },
        ]}
      />
      <TextField label={words('Accessor', 'Accessor')} defaultValue="kv_2d71" mono isReadOnly />
    </Section>
  )
}

export function Choices() {
  const words = useWords()
  return (
    <Section title={words('Choices', '선택')}>
      <Checkbox defaultSelected>{words('Remember the token', 'Token 기억')}</Checkbox>
      <Checkbox
        isIndeterminate
        description={words('3 of 10 versions are destroyed', '버전 10개 중 3개가 파기되었습니다')}
      >
        {words('Destroy all versions', '모든 버전 파기')}
      </Checkbox>
      <Checkbox isDisabled>{words('Check-and-set required', 'Check-and-set 필수')}</Checkbox>
      <Switch defaultSelected description={words('Takes effect at once', '바로 적용됩니다')}>
        {words('Lock when idle', '유휴 시 잠금')}
      </Switch>
      <Switch>{words('Reduce motion', '움직임 줄이기')}</Switch>
      <RadioGroup
        label={words('Stage', '단계')}
        look="segments"
        defaultValue="production"
        options={[
          { value: 'none', label: words('None', '없음') },
          { value: 'dev', label: words('Dev', '개발'), mark: <Dot color="dev" /> },
          { value: 'staging', label: words('Staging', '스테이징'), mark: <Dot color="staging" /> },
          { value: 'production', label: words('Production', '운영'), mark: <Dot color="production" /> },
        ]}
      />
      <RadioGroup
        label={words('On sign out', '로그아웃할 때')}
        defaultValue="revoke"
        options={[
          {
            value: 'revoke',
            label: words('Revoke the token', 'Token 폐기'),
            description: words('It stops working everywhere.', '모든 곳에서 쓸 수 없게 됩니다.'),
          },
          { value: 'keep', label: words('Only forget it here', '여기에서만 지우기') },
        ]}
      />
      <TextArea label="CA" mono rows={3} defaultValue={'-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ…'} />
      <FileDrop
        label={words('Choose cluster-keys.json', 'cluster-keys.json 선택')}
        hint={words('or drop it here', '또는 여기에 끌어 놓기')}
        onFiles={() => {}}
      />
    </Section>
  )
}

export function Forms() {
  const words = useWords()
  return (
    <Section title={words('A form', '양식')} isWide>
      <FormLayout>
        <TextField label={words('Name', '이름')} defaultValue="kind" />
        <TextField label="Namespace" defaultValue="" placeholder="admin/" mono />
        <FormWide>
          <TextField label={words('Address', '주소')} defaultValue="https://vault.example:8200" mono />
        </FormWide>
        <FormSection
          title="TLS"
          description={words('Leave empty for a public certificate.', '공인 인증서라면 비워 둡니다.')}
        >
          <TextField label={words('Server name', '서버 이름')} defaultValue="" />
          <TextField label={words('CA file', 'CA 파일')} defaultValue="/etc/vault/ca.pem" mono />
        </FormSection>
        <FormActions>
          <Button variant="primary">{words('Save connection', '연결 저장')}</Button>
          <Button>{words('Test', '시험')}</Button>
        </FormActions>
      </FormLayout>
    </Section>
  )
}
