/** A real GnuPG with its own home folder: key pairs for tests, and commands as their owners run them. */
import { execFile } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { removeFolder, temporaryFolder } from './lifetime.ts'

const run = promisify(execFile)

export interface GpgKey {
  readonly fingerprint: string
  /** The public key as `gpg --armor --export` prints it. */
  readonly armored: string
  /** The path of a file with the same key in binary, as `gpg --export` writes it. */
  readonly file: string
}

export interface TestGpg {
  /** Creates a key pair without a passphrase for `NAME <name@example.org>`. */
  newKey(name: string): Promise<GpgKey>
  /** Runs a command line in a terminal with this GnuPG's keys, as their owner does; returns its output. */
  shell(command: string): Promise<string>
  stop(): Promise<void>
}

/** Returns why there is no GnuPG on this computer, or null. */
export async function gpgMissing(): Promise<string | null> {
  return run('gpg', ['--version']).then(
    () => null,
    () => 'gpg is not installed',
  )
}

const parameters = (name: string) => `%no-protection
Key-Type: RSA
Key-Length: 2048
Subkey-Type: RSA
Subkey-Length: 2048
Name-Real: ${name}
Name-Email: ${name.toLowerCase()}@example.org
Expire-Date: 0
%commit
`

export async function startGpg(): Promise<TestGpg> {
  const home = await temporaryFolder('gpg')
  await chmod(home, 0o700)
  const env = { ...process.env, GNUPGHOME: home }
  const gpg = async (...words: string[]) => (await run('gpg', ['--batch', '--quiet', ...words], { env })).stdout
  return {
    newKey: async (name) => {
      const asked = join(home, `${name}.parameters`)
      await writeFile(asked, parameters(name))
      await gpg('--generate-key', asked)
      const email = `${name.toLowerCase()}@example.org`
      const file = join(home, `${name}.gpg`)
      await gpg('--output', file, '--export', email)
      const listed = await gpg('--with-colons', '--fingerprint', email)
      return {
        fingerprint: /^fpr:+([0-9A-F]{40}):/m.exec(listed)?.[1] ?? '',
        armored: await gpg('--armor', '--export', email),
        file,
      }
    },
    shell: async (command) => (await run('bash', ['-c', command], { env })).stdout,
    stop: async () => {
      await run('gpgconf', ['--kill', 'gpg-agent'], { env })
      await removeFolder(home)
    },
  }
}
