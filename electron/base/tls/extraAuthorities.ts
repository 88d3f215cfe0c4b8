/**
 * The CAs of the file that `NODE_EXTRA_CA_CERTS` names. Node adds them to its own; a packaged Electron app with the
 * fuse for `NODE_OPTIONS` off removes the variable from its environment before any script runs (electron/electron,
 * shell/common/node_bindings.cc). So Strongroom reads the file in the same way as Node.
 * https://nodejs.org/api/cli.html#node_extra_ca_certsfile
 */
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { win32 } from 'node:path'

export const extraAuthoritiesVariable = 'NODE_EXTRA_CA_CERTS'

type Environment = Readonly<Record<string, string | undefined>>

/** The places where the variable is looked up. */
export interface ExtraSources {
  readonly environment: Environment
  readonly platform: NodeJS.Platform
  /** Whether Electron may have removed the variable. */
  readonly isElectron: boolean
  readonly readFile: (path: string) => string
  /** Runs a program of the operating system and returns its output. Throws if it fails. */
  readonly run: (program: string, args: readonly string[]) => string
}

export interface ExtraAuthorities {
  /** PEM, in the order of the file. */
  readonly certificates: readonly string[]
  /** Whether the variable is set but its file contains no readable certificate. Node ignores the file then. */
  readonly isUnreadable: boolean
}

const system: ExtraSources = {
  environment: process.env,
  platform: process.platform,
  isElectron: process.versions['electron'] !== undefined,
  readFile: (path) => readFileSync(path, 'utf8'),
  run: (program, args) =>
    execFileSync(program, args, { encoding: 'utf8', timeout: 2_000, stdio: ['ignore', 'pipe', 'ignore'] }),
}

let known: ExtraAuthorities | undefined
/** Returns the CAs of this process. Read once, as Node does. */
export const extraAuthorities = (): ExtraAuthorities => (known ??= readExtraAuthorities(system))

export function readExtraAuthorities(sources: ExtraSources): ExtraAuthorities {
  const path = sources.environment[extraAuthoritiesVariable] || (sources.isElectron ? removedVariable(sources) : '')
  if (path === '') return { certificates: [], isUnreadable: false }
  const certificates = certificatesIn(path, sources)
  return { certificates, isUnreadable: certificates.length === 0 }
}

/**
 * Returns the variable as it was before Electron removed it: from the environment that Linux stores for every process,
 * or from where macOS and Windows store it for programs that are not started in a terminal. Empty if it is not set
 * there.
 */
function removedVariable({ platform, environment, readFile, run }: ExtraSources): string {
  const attempt = (read: () => string | undefined): string => {
    try {
      return read()?.trim() ?? ''
    } catch {
      return ''
    }
  }
  if (platform === 'linux') {
    const prefix = `${extraAuthoritiesVariable}=`
    return attempt(() =>
      readFile('/proc/self/environ')
        .split('\0')
        .find((line) => line.startsWith(prefix))
        ?.slice(prefix.length),
    )
  }
  if (platform === 'darwin') return attempt(() => run('/bin/launchctl', ['getenv', extraAuthoritiesVariable]))
  if (platform !== 'win32') return ''
  const reg = win32.join(environment['SystemRoot'] ?? 'C:\\Windows', 'System32', 'reg.exe')
  const query = (key: string) =>
    attempt(() => /\sREG_(?:EXPAND_)?SZ\s+(.*)$/m.exec(run(reg, ['query', key, '/v', extraAuthoritiesVariable]))?.[1])
  // A person's variable has priority over the computer's.
  const value =
    query('HKCU\\Environment') || query('HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment')
  return value.replaceAll(/%([^%]+)%/g, (whole, name: string) => environment[name] ?? whole)
}

const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

function certificatesIn(path: string, { readFile }: ExtraSources): string[] {
  try {
    return (readFile(path).match(certificateBlock) ?? []).filter(isReadable)
  } catch {
    return []
  }
}

function isReadable(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}
