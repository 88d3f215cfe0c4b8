/** The question that a person answers before an act that needs consent, in both languages. Pure. */
import type { Language } from '../contract/language.ts'
import type { ConsentAct, KeptItem, WayChange } from './act.ts'

/** Plain text, one line each; names and addresses are already safe to show. */
export interface ConsentText {
  readonly title: string
  readonly lines: readonly string[]
  /** Label of the button that allows the act. */
  readonly allow: string
  readonly refuse: string
}

/** Longest name or path that is shown, in characters; longer ones are cut in the middle. */
const longest = 2000

/**
 * Returns the text on one line with every invisible or reordering character written as `\u{…}`, so that what is shown is
 * what will happen.
 */
export function visible(text: string): string {
  const line = text.replaceAll(
    // Controls, format and bidirectional characters, line separators, unassigned and private characters; letters without a
    // shape (fillers, the Braille blank, variation selectors); every space but a single plain one.
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\p{DI}\u2800]|(?! )\p{Zs}|(?<= ) /gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
  if (line.length <= longest) return line
  return `${line.slice(0, longest / 2)} […] ${line.slice(-longest / 2)}`
}

interface Words {
  readonly refuse: string
  readonly item: (item: KeptItem) => string
  readonly server: (connection: string, address: string) => string
  readonly fields: Readonly<Record<WayChange['field'], string>>
  readonly notSet: string
  readonly describe: { readonly [K in ConsentAct['kind']]: (act: Extract<ConsentAct, { kind: K }>) => Described }
}

interface Described {
  readonly title: string
  readonly lines: readonly string[]
  readonly allow: string
}

/** An argument in quotation marks where it is not one plain word. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `"${visible(word.replaceAll(/["\\]/g, String.raw`\$&`))}"`

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
    ca: 'CA certificates',
    verification: 'Certificate verification',
    proxy: 'Proxy',
  },
  notSet: 'not set',
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
    'show-held-in-secret': ({ place }) => ({
      title: 'Show a stored credential in the window?',
      lines: [
        ...(place === '' ? [] : [`Secret: ${visible(place)}`]),
        'It contains a token or a key share that Strongroom holds.',
        'Anyone who can see the window can copy it.',
      ],
      allow: 'Show',
    }),
    'move-kept': ({ changes }) => ({
      title: 'Use the stored credentials with the changed connection?',
      lines: [
        ...changes.map(({ field, from, to }) => `${en.fields[field]}: ${shown(from, en)} → ${shown(to, en)}`),
        'Stored tokens and key shares will be sent to the new destination.',
      ],
      allow: 'Move credentials',
    }),
    'allow-capture': () => ({
      title: 'Show keys in screenshots and screen sharing?',
      lines: ['Other programs can then capture every key and token that a window shows.'],
      allow: 'Show keys',
    }),
    'add-node': ({ node }) => ({
      title: `Send stored key shares to ${visible(node)}?`,
      lines: ['Strongroom will also submit the stored unseal key shares to this node.'],
      allow: 'Add node',
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
    ca: 'CA 인증서',
    verification: '인증서 검증',
    proxy: '프록시',
  },
  notSet: '설정 안 함',
  describe: {
    'show-kept': ({ item }) => ({
      title: `창에 표시하시겠습니까? (${ko.item(item)})`,
      lines: ['창을 볼 수 있는 사람은 누구나 복사할 수 있습니다.'],
      allow: '표시',
    }),
    'export-kept': ({ shares, rootToken }) => ({
      title: '저장된 키를 cluster-keys.json 파일로 내보내시겠습니까?',
      lines: [
        `파일에는 unseal key share ${shares}개${rootToken ? '와 root token이' : '가'} 암호화되지 않은 상태로 들어갑니다.`,
      ],
      allow: '내보내기',
    }),
    'show-held-in-secret': ({ place }) => ({
      title: '저장된 자격 증명을 창에 표시하시겠습니까?',
      lines: [
        ...(place === '' ? [] : [`시크릿: ${visible(place)}`]),
        'Strongroom이 보관 중인 token 또는 key share가 들어 있습니다.',
        '창을 볼 수 있는 사람은 누구나 복사할 수 있습니다.',
      ],
      allow: '표시',
    }),
    'move-kept': ({ changes }) => ({
      title: '변경된 연결에서 저장된 자격 증명을 사용하시겠습니까?',
      lines: [
        ...changes.map(({ field, from, to }) => `${ko.fields[field]}: ${shown(from, ko)} → ${shown(to, ko)}`),
        '저장된 token과 key share가 새 대상으로 전송됩니다.',
      ],
      allow: '자격 증명 이동',
    }),
    'allow-capture': () => ({
      title: '스크린샷과 화면 공유에 키를 표시하시겠습니까?',
      lines: ['창에 표시되는 모든 key와 token을 다른 프로그램이 캡처할 수 있게 됩니다.'],
      allow: '키 표시',
    }),
    'add-node': ({ node }) => ({
      title: `저장된 key share를 이 노드로 보내시겠습니까? (${visible(node)})`,
      lines: ['저장된 unseal key share가 이 노드에도 제출됩니다.'],
      allow: '노드 추가',
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

/** Returns the question for an act. */
export function describeAct(act: ConsentAct, language: Language): ConsentText {
  const spoken = words[language]
  const describe = spoken.describe[act.kind] as (act: ConsentAct) => Described
  const { title, lines, allow } = describe(act)
  const about = 'connection' in act ? [spoken.server(act.connection, act.address)] : []
  return { title, lines: [...about, ...lines], allow, refuse: spoken.refuse }
}
