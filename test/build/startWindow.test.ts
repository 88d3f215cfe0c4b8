/** `npm start` with an installed Electron: whether it can start, and the behavior if it cannot. */
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { browserShell, readyClone } from './readyClone.ts'
import { project } from './scratchProject.ts'

/** Prints its arguments, as Electron would start the app. */
const opens = 'echo "window $* as node: ${ELECTRON_RUN_AS_NODE-no}"'
/** The error of util-linux if Ubuntu restricts user namespaces. */
const refused = 'echo "unshare: write failed /proc/self/uid_map: Operation not permitted" >&2; exit 1'

const isRoot = process.getuid?.() === 0

describe.runIf(process.platform !== 'win32')('npm start with Electron’s program', () => {
  it('opens the window, also in a terminal of another Electron app', async () => {
    const clone = await readyClone()
    clone.addElectron(opens)
    expect(await clone.start({ env: { ELECTRON_RUN_AS_NODE: '1' } })).toEqual({
      code: 0,
      text: 'window . as node: no\n',
    })
    // Only Windows would hide the window, so the option is checked in the source here.
    expect(readFileSync(join(project, 'scripts', 'start.mjs'), 'utf8')).toContain(
      'const windowProcess = { windowsHide: false,',
    )
  })

  it('reports which options the window ignores', async () => {
    const clone = await readyClone()
    clone.addElectron(opens)
    const { text } = await clone.start({ words: ['--port', '8123', '--no-open'] })
    expect(text).toContain('The window ignores --port, --no-open. To use the browser instead, add --browser.\n')
    expect(text).toContain('window .')
  })

  it.each([
    ['by a signal of its own fault', 'kill -TRAP $$', 'Electron crashed when it started, with exit code 133'],
    ['because a library is missing', 'exit 127', 'Electron could not be loaded, for the reason above'],
  ])('opens the browser shell when Electron ends %s', async (_how, script, reason) => {
    const clone = await readyClone()
    clone.addElectron(script)
    const { code, text } = await clone.start()
    expect(code).toBe(0)
    expect(text.trim().split('\n')).toEqual([
      `No window: ${reason} (docs/troubleshooting.md). The same app is at the address below, for your browser.`,
      browserShell,
    ])
  })

  it("ends with Electron's exit code if the app itself has an error", async () => {
    const clone = await readyClone()
    clone.addElectron('exit 1')
    expect(await clone.start()).toEqual({ code: 1, text: '' })
  })
})

describe.runIf(process.platform === 'linux')('npm start without a working Chromium sandbox', () => {
  it('opens the browser shell for root, and does not fetch Electron first', async () => {
    const clone = await readyClone()
    const { code, text } = await clone.start({ uid: 0, words: ['--no-open'] })
    expect(code).toBe(0)
    expect(text.trim().split('\n')).toEqual([
      "No window: Chromium's sandbox does not work for root. To get the window, run npm start as another user. The same app is at the address below, for your browser.",
      `${browserShell} --no-open`,
    ])
  })

  it('tests the sandbox by creating two nested user namespaces', async () => {
    const clone = await readyClone()
    clone.addElectron(opens)
    clone.addProgram('unshare', 'echo "unshare $*"; exit 1')
    const calls = join(clone.folder, 'calls')
    clone.addProgram('unshare', `echo "$*" >> ${calls}; ${refused}`)
    const { code, text } = await clone.start()
    expect(readFileSync(calls, 'utf8')).toBe('-U -r unshare -U -r true\n')
    expect(code).toBe(0)
    const helper = join(clone.folder, 'node_modules', 'electron', 'dist', 'chrome-sandbox')
    expect(text.trim().split('\n')).toEqual([
      "No window: this system or container does not allow the user namespaces that Chromium's sandbox needs. " +
        `To get the window, run this command and npm start again: sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}' ` +
        '(other ways: docs/troubleshooting.md). The same app is at the address below, for your browser.',
      browserShell,
    ])
  })

  it('opens the browser shell for a real limit of the kernel', async ({ skip }) => {
    const clone = await readyClone()
    clone.addElectron(opens)
    rmSync(join(clone.folder, 'programs', 'unshare'))
    const within = (script: string, ...more: string[]) => ['unshare', '-U', '-r', 'sh', '-c', script, 'sh', ...more]
    const asUser = ['unshare', '-U', '--map-user=1000', '--map-group=1000']
    const limited = within('echo 1 > /proc/sys/user/max_user_namespaces && exec "$@"', ...asUser)
    const { spawnSync } = await import('node:child_process')
    const [program = '', ...words] = limited
    if (spawnSync(program, [...words, 'true']).status !== 0) skip('this computer allows no user namespaces at all')
    const { code, text } = await clone.start({ behind: limited, uid: null })
    expect(code).toBe(0)
    expect(text).toContain('does not allow the user namespaces')
    expect(text).toContain(browserShell)
    expect(text).not.toContain('window .')
  })

  it('opens the window if chrome-sandbox belongs to root and has its SUID bit', async ({ skip }) => {
    if (!isRoot) skip('only root can make such a file')
    const clone = await readyClone()
    clone.addElectron(opens)
    clone.addProgram('unshare', refused)
    const helper = join(clone.folder, 'node_modules', 'electron', 'dist', 'chrome-sandbox')
    writeFileSync(helper, '')
    chmodSync(helper, 0o4755)
    expect((await clone.start()).text).toBe('window . as node: no\n')
    chmodSync(helper, 0o755)
    expect((await clone.start()).text).toContain('No window')
    chownSync(helper, 65_534, 65_534)
    chmodSync(helper, 0o4755)
    expect((await clone.start()).text).toContain('No window')
  })
})

describe.runIf(process.platform === 'linux')('the reason that the sandbox does not work', () => {
  /** Runs scripts/start/sandbox.mjs with these kernel settings. */
  async function problem(settings: Readonly<Record<string, string>>, unshare: string | null, electron = opens) {
    const clone = await readyClone()
    clone.addElectron(electron)
    if (unshare === null) rmSync(join(clone.folder, 'programs', 'unshare'))
    else clone.addProgram('unshare', unshare)
    const proc = join(clone.folder, 'proc')
    for (const [name, value] of Object.entries(settings)) {
      mkdirSync(dirname(join(proc, 'sys', name)), { recursive: true })
      writeFileSync(join(proc, 'sys', name), `${value}\n`)
    }
    const program = join(clone.folder, 'node_modules', 'electron', 'dist', 'electron')
    writeFileSync(
      join(clone.folder, 'scripts', 'ask.mjs'),
      `import { sandboxProblem } from './start/sandbox.mjs'
console.log(sandboxProblem(${JSON.stringify(program)}, ${JSON.stringify(proc)}))`,
    )
    // Includes none of the system's programs: a computer without util-linux.
    symlinkSync('/bin/sh', join(clone.folder, 'programs', 'sh'))
    const env = { PATH: [join(clone.folder, 'programs')].join(delimiter) }
    return (await clone.run('scripts/ask.mjs', { env })).text.trim()
  }

  const restricted = { 'kernel/apparmor_restrict_unprivileged_userns': '1' }

  it('is AppArmor on Ubuntu 23.10 and newer', async () => {
    expect(await problem(restricted, refused)).toMatch(/^AppArmor does not allow Electron .*sudo chmod 4755/)
  })

  it('is not AppArmor if a profile is attached to Electron', async () => {
    expect(await problem(restricted, refused, 'echo "strongroom-clone (unconfined)"')).toBe('undefined')
    expect(await problem(restricted, refused, 'echo unconfined')).toMatch(/^AppArmor/)
    expect(await problem(restricted, refused, 'exit 1')).toMatch(/^AppArmor/)
  })

  it.each([
    ['user/max_user_namespaces', '0', 'sudo sysctl -w user.max_user_namespaces=15000'],
    ['kernel/unprivileged_userns_clone', '0', 'sudo sysctl -w kernel.unprivileged_userns_clone=1'],
  ])('is %s if its value is %s', async (name, value, remedy) => {
    expect(await problem({ [name]: value }, refused)).toContain(`npm start again: ${remedy} (`)
  })

  it('is read from the kernel’s settings if unshare is missing', async () => {
    expect(await problem(restricted, null)).toMatch(/^AppArmor/)
    expect(await problem({ 'user/max_user_namespaces': '96364' }, null)).toBe('undefined')
  })
})
