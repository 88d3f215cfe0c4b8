// Finds out whether Chromium's sandbox works on this Linux computer before Electron starts: without it Electron aborts.
// Plain JavaScript for Node 20 without dependencies, because it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Milliseconds for each program that is run. All of them normally answer immediately. */
const patience = 10_000

/** Returns why Electron does not start for this user, or undefined. Does not need Electron's program. */
export function rootProblem() {
  if (process.platform !== 'linux' || process.getuid() !== 0) return undefined
  return "Chromium's sandbox does not work for root. To get the window, run npm start as another user"
}

/**
 * Returns why Chromium's sandbox does not work for `program`, the path of Electron, with how to allow it, on one line;
 * or undefined. Chromium uses user namespaces, and if these are not allowed, the helper chrome-sandbox with its SUID
 * bit. `proc` is the folder with the kernel's settings.
 */
export function sandboxProblem(program, proc = '/proc') {
  if (process.platform !== 'linux') return undefined
  const why = restriction(proc)
  if (canUseNamespaces(why) || isHelperReady(program, proc)) return undefined
  if (why === appArmor && hasProfile(program)) return undefined
  const remedy = why.remedy(join(dirname(program), 'chrome-sandbox'))
  return `${why.words}. To get the window, run this command and npm start again: ${remedy} (other ways: docs/troubleshooting.md)`
}

/**
 * Whether a program can create a user namespace, map its user and group, and create another one in it, as Chromium
 * does. Ubuntu allows the first step. Without `unshare` of util-linux, the settings of the kernel decide.
 */
function canUseNamespaces(why) {
  const again = ['-U', '-r', 'unshare', '-U', '-r', 'true']
  const { error, status } = spawnSync('unshare', again, { stdio: 'ignore', timeout: patience })
  return error === undefined ? status === 0 : why === unknown
}

/**
 * Whether chrome-sandbox, next to the program, belongs to root, has the SUID bit, and the bit counts for this process.
 */
function isHelperReady(program, proc) {
  try {
    const { uid, mode } = statSync(join(dirname(program), 'chrome-sandbox'))
    return uid === 0 && (mode & 0o4755) === 0o4755 && !/^NoNewPrivs:\s*1/m.test(read(join(proc, 'self', 'status')))
  } catch {
    return false
  }
}

/**
 * Whether an AppArmor profile is attached to the program, so that it can use the namespaces. Electron as plain Node
 * reads it.
 */
function hasProfile(program) {
  const script = "process.stdout.write(require('fs').readFileSync('/proc/self/attr/current', 'utf8'))"
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  const { status, stdout } = spawnSync(program, ['-e', script], { encoding: 'utf8', timeout: patience, env })
  const profile = status === 0 ? stdout.trim() : ''
  // `NAME (MODE)`, or `unconfined` for a program without one.
  return /\((?:enforce|complain|kill|unconfined|mixed|prompt)\)$/.test(profile)
}

const quoted = (path) => `'${path.replaceAll("'", String.raw`'\''`)}'`
const setSuid = (helper) => `sudo chown root:root ${quoted(helper)} && sudo chmod 4755 ${quoted(helper)}`

const appArmor = {
  words: "AppArmor does not allow Electron to use the user namespaces that Chromium's sandbox needs",
  remedy: setSuid,
}
const unknown = {
  words: "this system or container does not allow the user namespaces that Chromium's sandbox needs",
  remedy: setSuid,
}
const restrictions = [
  { file: 'kernel/apparmor_restrict_unprivileged_userns', value: '1', why: appArmor },
  {
    file: 'user/max_user_namespaces',
    value: '0',
    why: {
      words: "user.max_user_namespaces is 0, so Chromium's sandbox does not work",
      remedy: () => 'sudo sysctl -w user.max_user_namespaces=15000',
    },
  },
  {
    file: 'kernel/unprivileged_userns_clone',
    value: '0',
    why: {
      words: "kernel.unprivileged_userns_clone is 0, so Chromium's sandbox does not work",
      remedy: () => 'sudo sysctl -w kernel.unprivileged_userns_clone=1',
    },
  },
]

/** Returns what restricts user namespaces, by the settings of the kernel. */
function restriction(proc) {
  return restrictions.find(({ file, value }) => read(join(proc, 'sys', file)).trim() === value)?.why ?? unknown
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
