/** `npm start` before anything is installed: the messages for a newcomer when it cannot continue. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readyClone } from './readyClone.ts'
import { project, scratchFolder } from './scratchProject.ts'

/** Starts a clone without packages, with a home without a cache, on a computer without a network. */
async function start(...words: string[]): Promise<{
  readonly code: number | null
  readonly text: string
  readonly installed: boolean
}> {
  const folder = await scratchFolder()
  for (const part of [
    'package.json',
    'package-lock.json',
    'scripts/start.mjs',
    'scripts/projectNode.mjs',
    'scripts/start',
  ])
    cpSync(join(project, part), join(folder, part), { recursive: true })
  const home = join(folder, 'home')
  mkdirSync(home)
  const { PATH, SystemRoot, npm_execpath } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'scripts', 'start.mjs'), ...words], {
    encoding: 'utf8',
    env: {
      PATH,
      SystemRoot,
      npm_execpath,
      HOME: home,
      USERPROFILE: home,
      npm_config_cache: join(home, 'cache'),
      npm_config_offline: 'true',
    },
  })
  return { code: status, text: `${stdout}${stderr}`, installed: existsSync(join(folder, 'node_modules', 'zod')) }
}

describe('npm start in a fresh clone', () => {
  it('reports that it needs the network once, below npm’s own output', async () => {
    const { code, text } = await start('--browser')
    expect(code).toBe(1)
    expect(text).toContain('Installing what Strongroom needs')
    expect(text).toContain('ENOTCACHED')
    expect(text.trim().split('\n').at(-1)).toBe(
      'Strongroom cannot start: npm could not install it; its own words are above. This needs the network once.',
    )
  })

  it.each([
    ['--help', 0, 'Usage: npm start'],
    ['--prot', 2, "Unknown option '--prot'"],
    ['opne', 2, "Unknown command 'opne'\nUsage: npm start"],
  ])('answers %s before it installs anything', async (word, expected, words) => {
    const { code, text, installed } = await start(word)
    expect(code).toBe(expected)
    expect(text.startsWith(words)).toBe(true)
    expect(text).toContain('--no-open')
    expect(text).not.toContain('Installing')
    expect(installed).toBe(false)
  })
})

describe.runIf(process.platform !== 'win32')('STRONGROOM_HOME', () => {
  /** Returns the STRONGROOM_HOME that the browser shell gets. */
  async function homeOf(given: string): Promise<string> {
    const clone = await readyClone()
    writeFileSync(join(clone.folder, 'dist', 'main', 'serve.js'), 'console.log(process.env.STRONGROOM_HOME)\n')
    const env = { STRONGROOM_HOME: given, INIT_CWD: '/somewhere' }
    return (await clone.start({ words: ['--browser'], env })).text.trim()
  }

  it('can be relative to the folder where npm was called', async () => {
    expect(await homeOf('tests/one')).toBe('/somewhere/tests/one')
    expect(await homeOf('/tmp/one')).toBe('/tmp/one')
  })

  it('counts as not set if it is empty', async () => {
    expect(await homeOf('')).toBe('')
  })
})
