/**
 * `node scripts/package/tryWitness.ts`: starts the packaged program as the witness of an initialization, for hosted CI.
 * Needs `npm run package -- --dir`. The witness must prove that it receives data from this process, survive signals,
 * show no Dock icon and answer that the server of its job cannot be reached.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../electron/contract/failure.ts'
import { startWitness } from '../../electron/core/ceremonies/witness.ts'
import { newAnswerKeys } from '../../electron/storage/keychain/answerSeal.ts'

const release = fileURLToPath(new URL('../../release', import.meta.url))
const inBundle = 'Strongroom.app/Contents/MacOS/Strongroom'
const programs: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [`mac-${process.arch}/${inBundle}`, `mac/${inBundle}`],
  linux: ['linux-unpacked/strongroom.bin'],
  win32: ['win-unpacked/Strongroom.exe'],
}
const say = (line: string) => process.stdout.write(`${line}\n`)

function fail(line: string): never {
  process.stderr.write(`${line}\n`)
  process.exit(1)
}

const program = programs[process.platform]?.map((name) => join(release, name)).find((path) => existsSync(path))
if (program === undefined) fail(`There is no packaged program in ${release}: run \`npm run package -- --dir\` first.`)

// The first start of a program can take long on a hosted computer.
const witness = await startWitness({ program, words: ['--witness'] }, 60_000)
if (witness === null) fail(`${program} --witness did not prove that it receives data from this process.`)
say(`The witness is connected: process ${witness.pid}.`)
if (process.platform === 'darwin') {
  const kind = execFileSync('lsappinfo', ['info', '-only', 'ApplicationType', String(witness.pid)], {
    encoding: 'utf8',
  })
  if (kind.includes('Foreground')) fail(`The witness shows a Dock icon: ${kind}`)
  say(`The witness shows no Dock icon: ${kind.trim()}`)
}
if (process.platform !== 'win32') {
  for (const signal of ['SIGTERM', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.kill(witness.pid, signal)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
const { publicKey } = newAnswerKeys()
const code = await witness
  .ask({
    server: {
      // No server listens on port 1.
      address: 'http://127.0.0.1:1',
      namespace: '',
      caPem: null,
      clientCertPem: null,
      clientKeyPem: null,
      tlsServerName: null,
      skipVerify: false,
      proxy: null,
      version: '0',
    },
    request: { shares: 1, threshold: 1, pgpKeys: [], rootTokenPgpKey: null },
    seal: { name: 'answer', publicKey },
    sealedPath: null,
    clearPath: null,
  })
  .then(
    () => 'no failure',
    (problem: unknown) => (problem instanceof Failure ? problem.code : String(problem)),
  )
if (code !== 'unreachable') fail(`The witness answered ${code} instead of unreachable.`)
say('The witness took its job and answered.')
