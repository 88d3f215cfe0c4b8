/** The question that a person answers before an act that needs consent, in both languages. Pure. */
import type { Language } from '../../contract/language.ts'
import { withCodes } from '../../contract/visibleText.ts'
import type { CaChanges, ConsentAct, ConsentField, KeptItem, TrustedCa, WayChange } from './act.ts'

/** Plain text, one line each; names and addresses are already safe to show. */
export interface ConsentText {
  readonly title: string
  readonly lines: readonly string[]
  /** Label of the button that allows the act. */
  readonly allow: string
  readonly refuse: string
  /** Labels of what the person types to allow the act. Empty: a plain yes is enough. */
  readonly fields: readonly string[]
}

/** Longest name or path that is shown, in characters; longer ones are cut in the middle. */
const longest = 2000
/** Longest subject of a certificate; its fingerprint is always shown in full. */
const longestSubject = 200
/** Removed CAs that are listed; the others are counted. */
const maxRemoved = 10

/**
 * Returns the text on one line with every invisible or reordering character written as `\u{…}`, so that what is shown
 * is what will happen.
 */
export function visible(text: string): string {
  const line = withCodes(text)
  if (line.length <= longest) return line
  return `${line.slice(0, longest / 2)} […] ${line.slice(-longest / 2)}`
}

interface Words {
  readonly refuse: string
  readonly item: (item: KeptItem) => string
  readonly server: (connection: string, address: string) => string
  readonly fields: Readonly<Record<WayChange['field'], string>>
  /** `current` is the label of the current passphrase if the question also asks for a new one. */
  readonly typed: Readonly<Record<ConsentField | 'current', string>>
  readonly notSet: string
  readonly ca: { readonly added: string; readonly removed: string; readonly moreRemoved: (count: number) => string }
  readonly describe: { readonly [K in ConsentAct['kind']]: (act: Extract<ConsentAct, { kind: K }>) => Described }
}

interface Described {
  readonly title: string
  readonly lines: readonly string[]
  readonly allow: string
}

/** Returns an argument, in quotation marks if it is not one plain word. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `"${visible(word.replaceAll(/["\\]/g, String.raw`\$&`))}"`

/** Returns the duration in the largest unit that divides it. */
function durationOf(seconds: number, units: { readonly day: string; readonly hour: string; readonly second: string }) {
  if (seconds % 86_400 === 0) return `${seconds / 86_400} ${units.day}`
  return seconds % 3600 === 0 ? `${seconds / 3600} ${units.hour}` : `${seconds} ${units.second}`
}

const fileUses = {
  en: { ca: 'CA certificate', certificate: 'Client certificate', key: 'Client key', token: 'Token file' },
  ko: { ca: 'CA 인증서', certificate: '클라이언트 인증서', key: '클라이언트 키', token: 'Token 파일' },
} as const

const en: Words = {
  refuse: 'Cancel',
  item: (item) => {
    if (item === 'token') return 'Vault token'
    if (item === 'root-token') return 'root token'
    return 'share' in item ? `unseal key share ${item.share}` : `token reviewer JWT of ${visible(item.reviewer)}`
  },
  server: (connection, address) => `Connection: ${visible(connection)} (${visible(address)})`,
  fields: {
    address: 'Address',
    namespace: 'Namespace',
    tlsServerName: 'TLS server name',
    verification: 'Certificate verification',
    proxy: 'Proxy',
  },
  typed: {
    passphrase: 'Passphrase',
    current: 'Current passphrase',
    newPassphrase: 'New passphrase, as typed in the window',
  },
  notSet: 'not set',
  ca: {
    added: 'CA added',
    removed: 'CA removed',
    moreRemoved: (count) => (count === 1 ? '1 more CA removed' : `${count} more CAs removed`),
  },
  describe: {
    'show-kept': ({ item }) => ({
      title: `Show the ${en.item(item)} in the window?`,
      lines: ['Anyone who can see the window can copy it.'],
      allow: 'Show',
    }),
    'export-kept': ({ shares, rootToken }) => ({
      title: 'Export the stored keys as cluster-keys.json?',
      lines: [
        `The file contains ${shares === 1 ? '1 unseal key share' : `${shares} unseal key shares`}${rootToken ? ' and the root token' : ''}, not encrypted.`,
      ],
      allow: 'Export',
    }),
    'show-held-in-secret': ({ place, belongsTo }) => ({
      title: 'Show a stored credential in the window?',
      lines: [
        ...(place === '' ? [] : [`Secret: ${visible(place)}`]),
        'It contains a token or a key share that Strongroom holds.',
        ...belongsTo.map((each) => `Credential of: ${visible(each.connection)} (${visible(each.address)})`),
        'Anyone who can see the window can copy it.',
      ],
      allow: 'Show',
    }),
    'move-kept': ({ changes, cas }) => ({
      title: 'Use the stored credentials with the changed connection?',
      lines: [
        ...changes.map(({ field, from, to }) => `${en.fields[field]}: ${shown(from, en)} → ${shown(to, en)}`),
        ...caLines(cas, en),
        'Stored tokens and key shares will be sent to the new destination.',
      ],
      allow: 'Move credentials',
    }),
    'choose-passphrase': () => ({
      title: 'Store tokens and keys in passphrase-protected files?',
      lines: [
        'Strongroom stores unfinished key ceremonies and drafts, and what you ask it to keep later, in sealed files on this computer.',
        'Only the passphrase that was typed in the window opens them. Strongroom cannot recover it.',
      ],
      allow: 'Use passphrase',
    }),
    'change-passphrase': () => ({
      title: 'Change the passphrase?',
      lines: [
        'Strongroom seals everything that is stored on this computer under a new key.',
        'After that, only the new passphrase that was typed in the window opens it. Strongroom cannot recover it.',
      ],
      allow: 'Change passphrase',
    }),
    'allow-capture': () => ({
      title: 'Show keys in screenshots and screen sharing?',
      lines: ['Other programs can then capture every key and token that a window shows.'],
      allow: 'Show keys',
    }),
    'add-node': ({ node }) => ({
      title: `Confirm ${visible(node)} as a node of this cluster?`,
      lines: [
        'Strongroom will submit stored unseal key shares to this node.',
        'When the server redirects a request to this node, Strongroom sends the request and your token there.',
      ],
      allow: 'Confirm node',
    }),
    'run-program': (act) => ({
      title: 'Run this program for Kubernetes credentials?',
      lines: [
        `Program: ${visible(act.program)}`,
        ...(act.arguments.length > 0 ? [`Arguments: ${act.arguments.map(quoted).join(' ')}`] : []),
        ...act.variables.map((variable) => `Variable: ${visible(variable)}`),
        `Folder: ${visible(act.folder)}`,
        `API server: ${visible(act.destination)}`,
        'The program runs as you and can do everything that you can. Strongroom remembers your choice.',
      ],
      allow: 'Run program',
    }),
    'make-token': ({ account, seconds, destination }) => ({
      title: `Create a Kubernetes token for ${visible(account)}?`,
      lines: [
        `API server: ${visible(destination)}`,
        `Valid for: ${durationOf(seconds, { day: 'd', hour: 'h', second: 's' })}`,
        'The window can then show the token and send it to this server. The token can do everything that the service account can.',
      ],
      allow: 'Create token',
    }),
    'use-files': ({ files, kubeconfig, destination }) => ({
      title: 'Use these files to sign in to Kubernetes?',
      lines: [
        ...files.map(({ use, path }) => `${fileUses.en[use]}: ${visible(path)}`),
        `Kubeconfig: ${visible(kubeconfig)}`,
        `API server: ${visible(destination)}`,
        ...(files.some(({ use }) => use === 'token') ? ['The API server receives the content of the token file.'] : []),
        'Strongroom remembers your choice.',
      ],
      allow: 'Use files',
    }),
  },
}

const ko: Words = {
  refuse: '취소',
  item: (item) => {
    if (item === 'token') return 'Vault token'
    if (item === 'root-token') return 'Root token'
    return 'share' in item ? `Unseal key share ${item.share}` : `${visible(item.reviewer)}의 token reviewer JWT`
  },
  server: (connection, address) => `연결: ${visible(connection)} (${visible(address)})`,
  fields: {
    address: '주소',
    namespace: 'Namespace',
    tlsServerName: 'TLS 서버 이름',
    verification: '인증서 검증',
    proxy: '프록시',
  },
  typed: {
    passphrase: '암호 문구',
    current: '현재 암호 문구',
    newPassphrase: '새 암호 문구(창에 입력한 것과 동일)',
  },
  notSet: '설정 안 함',
  ca: { added: '추가된 CA', removed: '제거된 CA', moreRemoved: (count) => `그 밖에 제거된 CA ${count}개` },
  describe: {
    'show-kept': ({ item }) => ({
      title: `창에 표시하시겠습니까? (${ko.item(item)})`,
      lines: ['창을 볼 수 있는 사람은 누구나 복사할 수 있습니다.'],
      allow: '표시',
    }),
    'export-kept': ({ shares, rootToken }) => ({
      title: '저장된 키를 cluster-keys.json 파일로 내보내시겠습니까?',
      lines: [
        `파일에는 Unseal key share ${shares}개${rootToken ? '와 Root token이' : '가'} 암호화되지 않은 상태로 들어갑니다.`,
      ],
      allow: '내보내기',
    }),
    'show-held-in-secret': ({ place, belongsTo }) => ({
      title: '저장된 자격 증명을 창에 표시하시겠습니까?',
      lines: [
        ...(place === '' ? [] : [`시크릿: ${visible(place)}`]),
        'Strongroom이 보관 중인 Token 또는 Key share가 들어 있습니다.',
        ...belongsTo.map((each) => `자격 증명 대상: ${visible(each.connection)} (${visible(each.address)})`),
        '창을 볼 수 있는 사람은 누구나 복사할 수 있습니다.',
      ],
      allow: '표시',
    }),
    'move-kept': ({ changes, cas }) => ({
      title: '변경된 연결에서 저장된 자격 증명을 사용하시겠습니까?',
      lines: [
        ...changes.map(({ field, from, to }) => `${ko.fields[field]}: ${shown(from, ko)} → ${shown(to, ko)}`),
        ...caLines(cas, ko),
        '저장된 Token과 Key share가 새 대상으로 전송됩니다.',
      ],
      allow: '자격 증명 이동',
    }),
    'choose-passphrase': () => ({
      title: '암호 문구로 보호되는 파일에 Token과 키를 저장하시겠습니까?',
      lines: [
        '끝나지 않은 키 세리머니와 초안, 앞으로 보관하도록 요청한 내용을 이 컴퓨터의 봉인된 파일에 저장합니다.',
        '창에 입력한 암호 문구로만 파일을 열 수 있습니다. Strongroom은 암호 문구를 복구할 수 없습니다.',
      ],
      allow: '암호 문구 사용',
    }),
    'change-passphrase': () => ({
      title: '암호 문구를 변경하시겠습니까?',
      lines: [
        '이 컴퓨터에 저장된 모든 내용을 새 키로 다시 봉인합니다.',
        '그다음에는 창에 입력한 새 암호 문구로만 열 수 있습니다. Strongroom은 암호 문구를 복구할 수 없습니다.',
      ],
      allow: '암호 문구 변경',
    }),
    'allow-capture': () => ({
      title: '스크린샷과 화면 공유에 키를 표시하시겠습니까?',
      lines: ['창에 표시되는 모든 키와 Token을 다른 프로그램이 캡처할 수 있게 됩니다.'],
      allow: '키 표시',
    }),
    'add-node': ({ node }) => ({
      title: `이 클러스터의 노드로 확인하시겠습니까? (${visible(node)})`,
      lines: [
        '저장된 Unseal key share가 이 노드에도 제출됩니다.',
        '서버가 요청을 이 노드로 리디렉션하면 요청과 Token을 이 노드로 보냅니다.',
      ],
      allow: '노드 확인',
    }),
    'run-program': (act) => ({
      title: 'Kubernetes 자격 증명을 위해 이 프로그램을 실행하시겠습니까?',
      lines: [
        `프로그램: ${visible(act.program)}`,
        ...(act.arguments.length > 0 ? [`인수: ${act.arguments.map(quoted).join(' ')}`] : []),
        ...act.variables.map((variable) => `환경 변수: ${visible(variable)}`),
        `폴더: ${visible(act.folder)}`,
        `API 서버: ${visible(act.destination)}`,
        '프로그램은 사용자의 권한으로 실행됩니다. Strongroom이 이 선택을 기억합니다.',
      ],
      allow: '프로그램 실행',
    }),
    'make-token': ({ account, seconds, destination }) => ({
      title: `Kubernetes Token을 발급하시겠습니까? (${visible(account)})`,
      lines: [
        `API 서버: ${visible(destination)}`,
        `유효 기간: ${durationOf(seconds, { day: '일', hour: '시간', second: '초' })}`,
        '창에서 이 Token을 표시하고 이 서버로 보낼 수 있게 됩니다. Token의 권한은 서비스 계정의 권한과 같습니다.',
      ],
      allow: 'Token 발급',
    }),
    'use-files': ({ files, kubeconfig, destination }) => ({
      title: 'Kubernetes 로그인에 이 파일을 사용하시겠습니까?',
      lines: [
        ...files.map(({ use, path }) => `${fileUses.ko[use]}: ${visible(path)}`),
        `Kubeconfig: ${visible(kubeconfig)}`,
        `API 서버: ${visible(destination)}`,
        ...(files.some(({ use }) => use === 'token') ? ['Token 파일의 내용이 API 서버로 전송됩니다.'] : []),
        'Strongroom이 이 선택을 기억합니다.',
      ],
      allow: '파일 사용',
    }),
  },
}

const words: Readonly<Record<Language, Words>> = { en, ko }

const shown = (value: string, { notSet }: Words) => (value === '' ? notSet : visible(value))

/** Returns a line for each CA, so that no name hides another one. */
function caLines({ added, removed }: CaChanges, { ca }: Words): string[] {
  const line = (label: string, { subject, fingerprint }: TrustedCa) => {
    const name = subject.length > longestSubject ? `${subject.slice(0, longestSubject)} […]` : subject
    return `${label}: ${visible(name)} (SHA-256 ${visible(fingerprint)})`
  }
  const more = removed.length - maxRemoved
  return [
    ...added.map((each) => line(ca.added, each)),
    ...removed.slice(0, maxRemoved).map((each) => line(ca.removed, each)),
    ...(more > 0 ? [ca.moreRemoved(more)] : []),
  ]
}

/** Returns the question for an act, with a label for each field that the person fills in. */
export function describeAct(act: ConsentAct, language: Language, fields: readonly ConsentField[] = []): ConsentText {
  const spoken = words[language]
  const describe = spoken.describe[act.kind] as (act: ConsentAct) => Described
  const { title, lines, allow } = describe(act)
  const about = 'connection' in act ? [spoken.server(act.connection, act.address)] : []
  const labels = fields.map((field) => spoken.typed[field === 'passphrase' && fields.length > 1 ? 'current' : field])
  return { title, lines: [...about, ...lines], allow, refuse: spoken.refuse, fields: labels }
}
