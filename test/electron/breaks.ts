/** The deliberate breaks of the window's rules, each with the rules that must notice it. */
import type { Break } from './scratch.ts'

export interface DeliberateBreak {
  readonly name: string
  readonly breaks: Break
  /** The names of these rules: at least one of them must fail. */
  readonly noticedBy: readonly string[]
}

const window = 'desktop/window.ts'
const permissions = 'desktop/permissions.ts'

export const deliberateBreaks: readonly DeliberateBreak[] = [
  {
    name: 'no sender is checked',
    breaks: { 'desktop/ipc.ts': [[/if \(!isAllowed\(event, isOurWindow\)\) return .*/, '']] },
    noticedBy: ['a sub-frame calls, by the raw binding'],
  },
  {
    name: 'any frame may call',
    breaks: { 'desktop/ipc.ts': [['senderFrame === sender.mainFrame && ', '']] },
    noticedBy: ['a sub-frame calls, by the raw binding'],
  },
  {
    name: 'any origin may call',
    breaks: { 'desktop/ipc.ts': [[' && senderFrame.origin === appOrigin', '']] },
    noticedBy: ['a foreign origin calls, in a window of the app'],
  },
  {
    name: 'any window may call',
    breaks: { 'desktop/ipc.ts': [['isOurWindow(sender) && ', '']] },
    noticedBy: ['contents that the app did not open call, from its own address'],
  },
  {
    name: 'a navigation that starts counts as the end of the page',
    breaks: { 'desktop/pagePresence.ts': [['waiting ??= Promise.withResolvers()', 'gone()']] },
    noticedBy: ['a refused navigation ends what the page follows'],
  },
  {
    name: 'the policy allows inline scripts and eval',
    breaks: {
      'base/page/pagePolicy.ts': [[`? "'self'" : scriptHash`, `? "'self' 'unsafe-inline' 'unsafe-eval'" : scriptHash`]],
    },
    noticedBy: ['a text becomes a script'],
  },
  {
    name: 'the sandbox is off',
    breaks: { 'main.ts': [['app.enableSandbox()\n', '']], [window]: [['sandbox: true', 'sandbox: false']] },
    noticedBy: ['the page finds Node, the preload, or a way past what it exposes'],
  },
  {
    name: 'the page and the preload share one world',
    breaks: { [window]: [['contextIsolation: true', 'contextIsolation: false']] },
    noticedBy: ['the page finds Node, the preload, or a way past what it exposes'],
  },
  {
    name: 'the page may go anywhere',
    breaks: { [window]: [[/if \(!event\.isMainFrame \|\| .*/, '']] },
    noticedBy: ['location = another origin'],
  },
  {
    name: 'the page may open windows',
    breaks: { [window]: [["action: 'deny'", "action: 'allow'"]] },
    noticedBy: ['window.open'],
  },
  {
    name: 'a link may lead out of the bundle',
    breaks: { 'base/page/pageFiles.ts': [[/if \(!file\.startsWith\(inside \+ sep\)\) return undefined/, '']] },
    noticedBy: ['a path leads out of the bundle'],
  },
  {
    name: 'permissions are granted',
    breaks: {
      [permissions]: [
        [/answer\(granted\.has\(permission\).*\)/, 'answer(true)'],
        [/return granted\.has\(permission\) && .*/, 'return true'],
      ],
    },
    noticedBy: ['a permission is granted in addition to writing to the clipboard'],
  },
  {
    name: 'requests may leave',
    breaks: { [permissions]: [[/answer\(\{ cancel: .*/, 'answer({ cancel: false && (url !== "" || ofDevTools) })']] },
    noticedBy: ['a request leaves the app when no other rule prevents it'],
  },
  {
    name: 'WebRTC uses UDP',
    breaks: { 'desktop/network.ts': [[/contents\.setWebRTCIPHandlingPolicy\(.*/, 'void contents']] },
    noticedBy: ['WebRTC reveals an address, or reaches a server over UDP or TCP'],
  },
  {
    name: 'WebRTC uses TCP',
    breaks: { 'desktop/network.ts': [[/app\.commandLine\.appendSwitch\(.*/, 'void app']] },
    noticedBy: ['WebRTC reveals an address, or reaches a server over UDP or TCP'],
  },
  {
    name: 'downloads are saved',
    breaks: { [permissions]: [[/session\.on\('will-download'.*/, '']] },
    noticedBy: ['a download is saved'],
  },
  {
    name: 'webviews are attached',
    breaks: {
      [window]: [
        ['webviewTag: false', 'webviewTag: true'],
        [/contents\.on\('will-attach-webview'.*/, ''],
      ],
    },
    noticedBy: ['a <webview> is attached'],
  },
  {
    name: 'a release is treated like a clone',
    breaks: { 'main.ts': [['const packaged = app.isPackaged', 'const packaged = false']] },
    noticedBy: ['a release opens its DevTools, or reloads, at a key'],
  },
]
