/** The texts of the shell in the person's language: its menus, questions and notifications. */
import type { FileKind } from '../contract/files.ts'
import type { Language } from '../contract/language.ts'
import type { Unfinished } from '../contract/window.ts'
import type { StartProblem } from '../base/system/startProblem.ts'

/**
 * What happens to unfinished work at the end of the app: `kept` sealed on disk, in memory until the `end`, or `lost`
 * with it.
 */
export type Fate = 'kept' | 'lost'

export interface Words {
  readonly menu: {
    readonly about: string
    readonly settings: string
    readonly lock: string
    readonly services: string
    readonly hide: string
    readonly hideOthers: string
    readonly showAll: string
    readonly quit: string
    readonly file: string
    readonly newWindow: string
    readonly newConnection: string
    readonly closeWindow: string
    readonly edit: string
    readonly undo: string
    readonly redo: string
    readonly cut: string
    readonly copy: string
    readonly paste: string
    readonly selectAll: string
    readonly find: string
    readonly view: string
    readonly connections: string
    readonly nextConnection: string
    readonly previousConnection: string
    readonly actualSize: string
    readonly zoomIn: string
    readonly zoomOut: string
    readonly fullScreen: string
    readonly window: string
    readonly minimize: string
    readonly zoomWindow: string
    readonly allToFront: string
    readonly help: string
    readonly vaultDocumentation: string
    readonly openBaoDocumentation: string
  }
  readonly leave: {
    readonly quitTitle: string
    readonly closeTitle: string
    readonly quit: string
    readonly close: string
    readonly stay: string
    readonly line: Readonly<Record<Unfinished['kind'], Readonly<Record<Fate, (name: string) => string>>>>
  }
  /** Titles of the dialogs for files. */
  readonly choose: Readonly<Record<FileKind, string>>
  readonly clusterLost: { readonly title: (connection: string) => string; readonly body: string }
  readonly sealed: { readonly title: (connection: string) => string; readonly body: string }
  /** Completes the sentence of macOS: "Strongroom is trying to …". */
  readonly touchId: string
  readonly refusedStart: { readonly title: string; readonly reason: (argument: string) => string }
  readonly cannotStart: { readonly title: string; readonly reason: (problem: StartProblem) => string }
}

const en: Words = {
  menu: {
    about: 'About Strongroom',
    settings: 'Settings…',
    lock: 'Lock now',
    services: 'Services',
    hide: 'Hide Strongroom',
    hideOthers: 'Hide others',
    showAll: 'Show all',
    quit: 'Quit Strongroom',
    file: 'File',
    newWindow: 'New window',
    newConnection: 'New connection…',
    closeWindow: 'Close window',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
    find: 'Find a command or place…',
    view: 'View',
    connections: 'Connections',
    nextConnection: 'Next connection',
    previousConnection: 'Previous connection',
    actualSize: 'Actual size',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fullScreen: 'Full screen',
    window: 'Window',
    minimize: 'Minimize',
    zoomWindow: 'Zoom',
    allToFront: 'Bring all to front',
    help: 'Help',
    vaultDocumentation: 'Vault documentation',
    openBaoDocumentation: 'OpenBao documentation',
  },
  leave: {
    quitTitle: 'Quit Strongroom with unsaved work?',
    closeTitle: 'Close this window with unsaved work?',
    quit: 'Quit anyway',
    close: 'Close anyway',
    stay: 'Go back',
    line: {
      edit: {
        kept: (name) => `Your changes to ${name} are not saved. Strongroom keeps them as an encrypted draft.`,
        lost: (name) =>
          `Your changes to ${name} are not saved. Without a keychain, their draft is lost when Strongroom quits.`,
      },
      form: {
        kept: (name) => `Your input for ${name} is not saved and will be lost.`,
        lost: (name) => `Your input for ${name} is not saved and will be lost.`,
      },
      ceremony: {
        kept: (name) =>
          `The new keys of ${name} are not saved yet. Strongroom keeps them, encrypted, until you finish.`,
        lost: (name) =>
          `The new keys of ${name} are not saved yet. They are in memory only and are lost when Strongroom quits.`,
      },
    },
  },
  choose: {
    kubeconfig: 'Choose a kubeconfig',
    keys: 'Save the new keys as',
    policies: 'Choose where to create the folder of policies',
  },
  clusterLost: {
    title: (connection) => `${connection} has no working cluster node`,
    body: 'Nothing can be written there until the cluster has an active node.',
  },
  sealed: {
    title: (connection) => `${connection} was sealed`,
    body: 'Nothing can be read or written there until it is unsealed.',
  },
  touchId: 'show or export a stored credential',
  refusedStart: {
    title: 'Strongroom did not start',
    reason: (argument) =>
      argument === '--no-sandbox'
        ? 'Strongroom does not run without the sandbox of its window (--no-sandbox). An AppImage adds this argument where the system does not allow user namespaces. Install the deb or rpm package instead.'
        : `The argument ${argument} is not allowed: arguments like it can open the app to other programs. Start Strongroom without it.`,
  },
  cannotStart: {
    title: 'Strongroom cannot start',
    reason: (problem) =>
      problem.kind === 'file'
        ? `${problem.path} cannot be used (${problem.code}). Fix its permissions or move it away, then start again.`
        : problem.message,
  },
}

const ko: Words = {
  menu: {
    about: 'Strongroom 정보',
    settings: '설정…',
    lock: '지금 잠금',
    services: '서비스',
    hide: 'Strongroom 가리기',
    hideOthers: '나머지 가리기',
    showAll: '모두 보기',
    quit: 'Strongroom 종료',
    file: '파일',
    newWindow: '새 창',
    newConnection: '새 연결…',
    closeWindow: '창 닫기',
    edit: '편집',
    undo: '실행 취소',
    redo: '다시 실행',
    cut: '잘라내기',
    copy: '복사',
    paste: '붙여넣기',
    selectAll: '모두 선택',
    find: '명령이나 위치 찾기…',
    view: '보기',
    connections: '연결 목록',
    nextConnection: '다음 연결',
    previousConnection: '이전 연결',
    actualSize: '실제 크기',
    zoomIn: '확대',
    zoomOut: '축소',
    fullScreen: '전체 화면',
    window: '창',
    minimize: '최소화',
    zoomWindow: '확대/축소',
    allToFront: '모두 앞으로 가져오기',
    help: '도움말',
    vaultDocumentation: 'Vault 문서',
    openBaoDocumentation: 'OpenBao 문서',
  },
  leave: {
    quitTitle: '저장하지 않은 작업이 있습니다. Strongroom을 종료하시겠습니까?',
    closeTitle: '저장하지 않은 작업이 있습니다. 이 창을 닫으시겠습니까?',
    quit: '그래도 종료',
    close: '그래도 닫기',
    stay: '돌아가기',
    line: {
      edit: {
        kept: (name) => `${name} 편집이 저장되지 않았습니다. Strongroom이 암호화된 초안으로 보관합니다.`,
        lost: (name) =>
          `${name} 편집이 저장되지 않았습니다. 키체인이 없으므로 Strongroom을 종료하면 초안이 사라집니다.`,
      },
      form: {
        kept: (name) => `${name}에 입력한 내용이 저장되지 않았으며 사라집니다.`,
        lost: (name) => `${name}에 입력한 내용이 저장되지 않았으며 사라집니다.`,
      },
      ceremony: {
        kept: (name) => `${name}의 새 키가 아직 저장되지 않았습니다. 완료할 때까지 Strongroom이 암호화해 보관합니다.`,
        lost: (name) => `${name}의 새 키가 아직 저장되지 않았습니다. 메모리에만 있으므로 종료하면 사라집니다.`,
      },
    },
  },
  choose: {
    kubeconfig: 'Kubeconfig 선택',
    keys: '새 키를 저장할 파일',
    policies: 'Policy 폴더를 만들 위치 선택',
  },
  clusterLost: {
    title: (connection) => `${connection}에 동작하는 클러스터 노드가 없습니다`,
    body: 'Active 노드가 정해질 때까지 쓸 수 없습니다.',
  },
  sealed: {
    title: (connection) => `${connection} 서버가 봉인되었습니다`,
    body: '봉인을 해제할 때까지 읽거나 쓸 수 없습니다.',
  },
  touchId: '저장된 자격 증명 표시 또는 내보내기',
  refusedStart: {
    title: 'Strongroom을 시작하지 않았습니다',
    reason: (argument) =>
      argument === '--no-sandbox'
        ? 'Strongroom은 창의 샌드박스 없이(--no-sandbox) 실행되지 않습니다. 시스템이 사용자 namespace를 허용하지 않으면 AppImage가 이 인수를 추가합니다. deb 또는 rpm 패키지를 설치하십시오.'
        : `${argument} 인수는 허용되지 않습니다. 이런 인수는 다른 프로그램이 앱에 접근하게 할 수 있습니다. 이 인수 없이 Strongroom을 시작하십시오.`,
  },
  cannotStart: {
    title: 'Strongroom을 시작할 수 없습니다',
    reason: (problem) =>
      problem.kind === 'file'
        ? `${problem.path} 경로를 사용할 수 없습니다(${problem.code}). 권한을 고치거나 다른 곳으로 옮긴 뒤 다시 시작하십시오.`
        : problem.kind === 'relative-home'
          ? `STRONGROOM_HOME은 절대 경로여야 합니다. 현재 값: ${problem.value}`
          : problem.message,
  },
}

export const words: Readonly<Record<Language, Words>> = { en, ko }
