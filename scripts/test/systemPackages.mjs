// The programs of the operating system that tests use: installed if possible, else named.
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, say } from './steps.mjs'

function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

const isSet = (value) => value !== undefined && value !== ''

const koreanFont = () => {
  const folder = '/usr/share/fonts/opentype/noto'
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('NotoSansCJK'))
}

/**
 * The requirements on Linux: the Debian package (or the first of several that exists), how to detect it, and what is
 * skipped without it.
 */
const needed = [
  {
    // Without the parts that show a window, it starts and renders in half the time.
    packages: ['chromium-headless-shell', 'chromium'],
    there: () => ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'].some(onPath),
    lost: 'the journeys in a browser, unless Playwright has one of its own',
  },
  {
    // Extensions need the whole browser, in a build other than Google's.
    packages: ['chromium'],
    there: () => onPath('chromium') || isSet(process.env.STRONGROOM_CHROMIUM),
    lost: 'the page on a scheme of its own, unless Playwright has a whole Chromium',
  },
  { packages: ['fonts-noto-cjk'], there: koreanFont, lost: 'Korean text in pictures' },
  {
    packages: ['gnome-keyring'],
    there: () => onPath('gnome-keyring-daemon'),
    lost: 'the tests of the OS keychain',
  },
  { packages: ['dbus-x11'], there: () => onPath('dbus-launch'), lost: 'the tests of the OS keychain' },
  {
    packages: ['python3-pip'],
    there: () => onPath('bao') || isSet(process.env.STRONGROOM_BAO_BIN) || onPath('pip3') || onPath('pip'),
    lost: 'OpenBao, which a Python package carries',
  },
  {
    packages: ['etcd-server'],
    there: () => onPath('etcd') || isSet(process.env.STRONGROOM_ETCD_BIN) || onPath('go'),
    lost: 'the tests with Kubernetes; with Go, etcd is built instead',
  },
  { packages: ['gnupg'], there: () => onPath('gpg'), lost: 'the tests of keys for PGP keys' },
  { packages: ['openssl'], there: () => onPath('openssl'), lost: 'the tests of certificates in other forms' },
  { packages: ['libsecret-tools'], there: () => onPath('secret-tool'), lost: 'the tests of the OS keychain' },
]

/** Installs missing programs on Debian as root; elsewhere prints what to install and what is skipped without it. */
export async function installSystemPackages() {
  if (process.platform !== 'linux') return
  const missing = needed.filter((item) => !item.there())
  if (missing.length === 0) return
  if (process.getuid() === 0 && onPath('apt-get')) {
    say(`Installing ${missing.map(({ packages }) => packages[0]).join(', ')} …`)
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-qq'], { minutes: 5, env })
    for (const { packages, there } of missing) {
      for (const name of packages) {
        if (!there())
          await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], { minutes: 15, env })
      }
    }
  }
  for (const { packages, there, lost } of missing) {
    if (!there()) say(`Without the package ${packages[0]} these are skipped: ${lost}.`)
  }
}
