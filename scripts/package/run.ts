/**
 * `npm run package [-- WORDS]`: builds, checks, and makes packages with electron-builder; WORDS are its arguments
 * (`--linux deb --x64`). `--dry-run` ends after the checks, which need neither Electron's program nor a network.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dryRun, table } from './dryRun.ts'
import { signing } from './signing.ts'

const project = fileURLToPath(new URL('../../', import.meta.url)).replace(/[/\\]$/, '')
const words = process.argv.slice(2)
const say = (line: string) => process.stdout.write(`${line}\n`)

function run(script: readonly string[], env: NodeJS.ProcessEnv = process.env): void {
  const { status } = spawnSync(process.execPath, script, { cwd: project, stdio: 'inherit', env })
  if (status !== 0) process.exit(status ?? 1)
}

run(['scripts/build.mjs'])
const scratch = mkdtempSync(join(tmpdir(), 'strongroom-package-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))
const findings = await dryRun(project, scratch)
say(table(findings))
if (findings.some(({ problems }) => problems.length > 0)) process.exit(1)
if (!words.includes('--dry-run')) {
  const builder = createRequire(import.meta.url).resolve('electron-builder/cli.js')
  const { env, words: signingWords, lines } = signing(process.env, process.platform, scratch)
  for (const line of lines) say(line)
  run([builder, '--publish', 'never', ...signingWords, ...words], env)
}
