/** A packaged start accepts a closed list of arguments. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusedArgument, refusedStart } from '../../electron/desktop/startArguments.ts'

const own = ['--witness']
const refused = (args: readonly string[], platform: NodeJS.Platform = 'linux') => refusedArgument(args, platform, own)

describe('a packaged start', () => {
  it.each([
    '--remote-debugging-port=9222',
    '--remote-debugging-port',
    '--remote-debugging-pipe',
    '--remote-allow-origins=*',
    '--inspect',
    '--inspect=0.0.0.0:9229',
    '--inspect-brk',
    '--inspect-wait',
    '--js-flags=--allow-natives-syntax',
    '--load-extension=/tmp/x',
    '--disable-web-security',
    '--no-sandbox',
    '--disable-setuid-sandbox',
    '--single-process',
    '--host-rules=MAP * 127.0.0.1',
    '--host-resolver-rules=MAP * 127.0.0.1',
    '--proxy-server=127.0.0.1:8080',
    '--user-data-dir=/tmp/x',
    '--gpu-launcher=/tmp/x',
    '--renderer-cmd-prefix=/tmp/x',
    '--browser-subprocess-path=/tmp/x',
    '--ssl-key-log-file=/tmp/x',
    '--log-net-log=/tmp/x',
    '--enable-logging',
    '--disable-features=NetworkServiceSandbox',
    '--enable-features=UseOzonePlatform,WebUSB',
    '--enable-blink-features=MojoJS',
    '--ozone-platform=headless',
    '--lang=../../x',
    '--witness=1',
    '-r',
    '--require=/tmp/x.js',
    '--',
    '-psn_0_1',
    '--updated',
  ])('is refused with %s', (arg) => {
    expect(refused([arg])).toBe(arg.split('=')[0])
    // Also after a link and after the end of switches.
    expect(refused(['strongroom://server?at=x', arg])).toBe(arg.split('=')[0])
    expect(refused([` ${arg} `])).not.toBeNull()
  })

  it('is refused with a leading slash on Windows, where Chromium treats it as a switch', () => {
    expect(refused(['/remote-debugging-port=9222'], 'win32')).toBe('/remote-debugging-port')
    expect(refused(['-remote-debugging-port=9222'], 'win32')).toBe('-remote-debugging-port')
  })

  it.each<readonly [NodeJS.Platform, readonly string[]]>([
    ['linux', []],
    ['linux', ['strongroom://server?at=https%3A%2F%2Fvault.example.com']],
    ['linux', ['--ozone-platform=wayland', '--enable-features=UseOzonePlatform,WaylandWindowDecorations']],
    ['linux', ['--ozone-platform-hint=auto', '--enable-wayland-ime', '--wayland-text-input-version=3']],
    ['linux', ['--force-device-scale-factor=1.25', '--disable-gpu', '--force-renderer-accessibility', '--lang=ko']],
    ['linux', ['--witness']],
    ['linux', ['/home/person/notes.txt']],
    ['darwin', ['-psn_0_123456']],
    ['win32', ['-Embedding']],
    ['win32', ['--updated', 'strongroom://server?at=x']],
  ])('is accepted on %s with %o', (platform, args) => {
    expect(refused(args, platform)).toBeNull()
  })

  it('names an argument in printable characters, without its value', () => {
    expect(refused(['--a\u001b[2J\u202eb=secret'])).toBe('--a?[2J?b')
    expect(refused([`--${'x'.repeat(500)}`])).toHaveLength(60)
  })

  it('refuses every other switch', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (name, value) => {
        fc.pre(!/^(?:disable-gpu|lang)/.test(name))
        expect(refused([`--${name}=${value}`])).not.toBeNull()
      }),
    )
  })
})

describe('--no-sandbox', () => {
  const start = { args: ['--no-sandbox'], platform: 'linux', own, hasNoSandbox: true } as const
  const clone = { isPackaged: false, isTestBuild: false }
  const testPackage = { isPackaged: true, isTestBuild: true }
  const release = { isPackaged: true, isTestBuild: false }

  it.each([
    { kind: 'a clone', facts: clone, root: null, person: '--no-sandbox' },
    { kind: 'a package for tests', facts: testPackage, root: null, person: '--no-sandbox' },
    { kind: 'a release', facts: release, root: '--no-sandbox', person: '--no-sandbox' },
  ])('is accepted by $kind: root $root, others $person', ({ facts, root, person }) => {
    expect(refusedStart({ ...start, ...facts, uid: 0 })).toBe(root)
    expect(refusedStart({ ...start, ...facts, uid: 1000 })).toBe(person)
    expect(refusedStart({ ...start, ...facts, uid: undefined })).toBe(person)
  })

  it('is refused by a release even if Chromium received it from another source than the arguments', () => {
    expect(refusedStart({ ...start, ...release, args: [], uid: 0 })).toBe('--no-sandbox')
  })

  it('needs no check if Chromium did not receive it', () => {
    expect(refusedStart({ ...start, ...clone, args: [], hasNoSandbox: false, uid: 1000 })).toBeNull()
  })
})
