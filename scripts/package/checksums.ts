/**
 * `node scripts/package/checksums.ts FOLDER`: writes the SHA-256 of every file of the folder into its `SHA256SUMS`, in
 * the format of `sha256sum --check`. With GPG_SIGNING_KEY (an armored private key) also `SHA256SUMS.asc`. Needs no
 * package, so that the job that publishes installs none.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const name = 'SHA256SUMS'
const [folder = ''] = process.argv.slice(2)
const say = (line: string) => process.stdout.write(`${line}\n`)

const files = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.name.startsWith(name))
  .map((entry) => entry.name)
  .toSorted()
if (files.length === 0) throw new Error(`${folder} has no files.`)
const digest = (file: string) =>
  createHash('sha256')
    .update(readFileSync(join(folder, file)))
    .digest('hex')
writeFileSync(join(folder, name), files.map((file) => `${digest(file)}  ${file}\n`).join(''))
say(`${name} lists ${files.length} files.`)

const key = process.env['GPG_SIGNING_KEY'] ?? ''
if (key.trim() === '') say(`Skipped: ${name} is not signed, because GPG_SIGNING_KEY is not set.`)
else sign(key)

/** Signs with a temporary keyring, which is removed afterwards. */
function sign(privateKey: string): void {
  const keyring = mkdtempSync(join(tmpdir(), 'strongroom-gpg-'))
  const gpg = (words: readonly string[], input?: string) => {
    const { status } = spawnSync('gpg', ['--homedir', keyring, '--batch', '--quiet', ...words], {
      // SECURITY: the key is passed through the pipe, never on the command line.
      input,
      stdio: ['pipe', 'inherit', 'inherit'],
    })
    if (status !== 0) throw new Error('gpg failed; its own words are above.')
  }
  try {
    gpg(['--import'], privateKey)
    gpg(['--yes', '--armor', '--detach-sign', '--output', join(folder, `${name}.asc`), join(folder, name)])
    say(`${name}.asc signs it.`)
  } finally {
    spawnSync('gpgconf', ['--homedir', keyring, '--kill', 'all'])
    rmSync(keyring, { recursive: true, force: true })
  }
}
