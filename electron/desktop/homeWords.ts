/** Messages of the desktop shell for a data folder that another Strongroom uses, in both languages. */
import type { Occupied } from '../storage/home/homeLock.ts'
import type { Holder } from '../storage/home/record.ts'
import type { Language } from '../contract/language.ts'

/** Who uses the folder, as far as the messages report it. */
export type OccupiedFolder =
  | { readonly state: 'unreadable' }
  | {
      readonly state: Exclude<Occupied['state'], 'unreadable'>
      readonly holder: Pick<Holder, 'host' | 'pid'>
    }

interface HomeWords {
  readonly title: string
  /** Why this start ends or asks. `silent` also covers a running app that cannot show its window. */
  readonly reason: (occupied: OccupiedFolder, folder: string) => string
  /** The running app uses a browser and cannot open one from where it was started. */
  readonly inBrowser: (pid: number) => string
  /** What a take-over does. */
  readonly takeOverMeans: (occupied: OccupiedFolder) => string
  readonly takeOver: string
  readonly quit: string
  readonly unwritable: (folder: string, code: string) => string
  /** The lock of Chromium's profile cannot be made in a folder that can be written. */
  readonly unlockable: (folder: string) => string
  readonly lost: { readonly title: string; readonly reason: string }
}

const en: HomeWords = {
  title: 'Strongroom is already running',
  reason: (occupied, folder) => {
    if (occupied.state === 'unreadable') return `The lock file in ${folder} cannot be read.`
    const { host, pid } = occupied.holder
    if (occupied.state === 'elsewhere') return `Strongroom uses ${folder} on the computer ${host} (process ${pid}).`
    return `Process ${pid} uses ${folder} and does not answer.`
  },
  inBrowser: (pid) => `Process ${pid} shows Strongroom in a browser. For a new address, run: npm start -- open`,
  takeOverMeans: (occupied) => {
    if (occupied.state === 'unreadable')
      return 'Take over only if no other Strongroom is running. Otherwise, its unsaved changes are lost.'
    if (occupied.state === 'elsewhere')
      return `Quit Strongroom on ${occupied.holder.host}. Take over only if it is no longer running there. Otherwise, its unsaved changes are lost.`
    return `Taking over ends process ${occupied.holder.pid}. Its unsaved changes are lost.`
  },
  takeOver: 'Take over',
  quit: 'Quit',
  unwritable: (folder, code) =>
    `Strongroom cannot write to ${folder} (${code}). Make this folder writable, or set STRONGROOM_HOME to another one.`,
  unlockable: (folder) =>
    `Strongroom cannot create its lock in ${folder}. Start it again. If that does not help, delete the file SingletonLock there, or set STRONGROOM_HOME to a folder on another disk.`,
  lost: {
    title: 'Strongroom will quit',
    reason: 'Another Strongroom has taken over the data folder.',
  },
}

const ko: HomeWords = {
  title: 'Strongroom이 이미 실행 중입니다',
  reason: (occupied, folder) => {
    if (occupied.state === 'unreadable') return `${folder} 폴더의 잠금 파일을 읽을 수 없습니다.`
    const { host, pid } = occupied.holder
    if (occupied.state === 'elsewhere')
      return `${host} 컴퓨터의 프로세스 ${pid}에서 ${folder} 폴더를 사용하고 있습니다.`
    return `프로세스 ${pid}에서 ${folder} 폴더를 사용하고 있으며 응답하지 않습니다.`
  },
  inBrowser: (pid) =>
    `프로세스 ${pid}에서 브라우저용으로 실행 중입니다. 새 주소를 받으려면 npm start -- open 명령을 실행하십시오.`,
  takeOverMeans: (occupied) => {
    if (occupied.state === 'unreadable')
      return '다른 Strongroom이 실행 중이지 않을 때만 넘겨받으십시오. 실행 중이면 저장하지 않은 변경 사항이 손실됩니다.'
    if (occupied.state === 'elsewhere')
      return `${occupied.holder.host} 컴퓨터에서 Strongroom을 종료하십시오. 더 이상 실행 중이지 않을 때만 넘겨받으십시오. 실행 중이면 저장하지 않은 변경 사항이 손실됩니다.`
    return `넘겨받으면 프로세스 ${occupied.holder.pid} 실행이 종료됩니다. 저장하지 않은 변경 사항은 손실됩니다.`
  },
  takeOver: '넘겨받기',
  quit: '종료',
  unwritable: (folder, code) =>
    `${folder} 폴더에 쓸 수 없습니다(${code}). 쓰기 권한을 부여하거나 STRONGROOM_HOME을 다른 폴더로 설정하십시오.`,
  unlockable: (folder) =>
    `${folder} 폴더에 잠금 파일을 만들 수 없습니다. 다시 시작하십시오. 해결되지 않으면 그 폴더의 SingletonLock 파일을 삭제하거나 STRONGROOM_HOME을 다른 디스크의 폴더로 설정하십시오.`,
  lost: { title: 'Strongroom을 종료합니다', reason: '다른 Strongroom이 데이터 폴더를 넘겨받았습니다.' },
}

export const homeWords: Readonly<Record<Language, HomeWords>> = { en, ko }
