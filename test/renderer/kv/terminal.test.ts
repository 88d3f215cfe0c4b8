/** Text that is copied for a terminal, pasted into a real shell on a real terminal line: no part of it may run. */
import { execFile, spawnSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandOf } from '../../../renderer/features/kubernetes/roles/formats/commands.ts'
import { emptyRole } from '../../../renderer/features/kubernetes/roles/roleDraft.ts'
import { exportSecret, type ExportFormat } from '../../../renderer/features/kv/secret/exporting.ts'
import { shellWord } from '../../../renderer/lib/terminalText.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

/** Node has no pseudo-terminals. */
const hasPython = spawnSync('python3', ['-c', 'import pty']).status === 0

let folder: string
beforeAll(async () => {
  folder = await temporaryFolder('terminal')
})
afterAll(() => removeFolder(folder))

/** Types a text into an interactive shell at a pseudo-terminal (python's `pty`). Returns the files that it created. */
async function paste(text: string): Promise<string[]> {
  const program = [
    'import os, pty, sys, time, select',
    'pid, fd = pty.fork()',
    'if pid == 0:',
    '  os.chdir(sys.argv[1]); os.environ["PS1"] = "$ "; os.execvp("sh", ["sh", "-i"])',
    'def drain(seconds):',
    '  end = time.time() + seconds',
    '  while time.time() < end:',
    '    if select.select([fd], [], [], 0.05)[0]:',
    '      try: os.read(fd, 65536)',
    '      except OSError: return',
    'drain(0.3)',
    'os.write(fd, sys.argv[2].encode("utf-8", "surrogatepass")); drain(0.7)',
    'os.write(fd, b"\\x03\\x04"); drain(0.2)',
  ].join('\n')
  await promisify(execFile)('python3', ['-c', program, folder, text])
  return (await readdir(folder)).sort()
}

const hostile = `x\u0003\ntouch RAN\n`

describe('text that is copied for a terminal', () => {
  it.runIf(hasPython)('runs its value if only quotes protect it, which is the attack', async () => {
    expect(await paste(`true 'key=${hostile}'`)).toEqual(['RAN'])
    await promisify(execFile)('rm', [`${folder}/RAN`])
  })

  describe.runIf(hasPython)('pasted into a terminal', () => {
    it.each<[string, () => string]>([
      [
        'key=value',
        () =>
          `true ${
            exportSecret('pairs', [
              { key: 'a', json: JSON.stringify(hostile) },
              { key: hostile, json: '"b"' },
            ]).text
          }`,
      ],
      ['.env', () => exportSecret('env', [{ key: 'a', json: JSON.stringify(hostile) }]).text],
      ['JSON', () => exportSecret('json', [{ key: hostile, json: JSON.stringify(hostile) }]).text],
      ['a word', () => `true ${shellWord(hostile)}`],
    ])('runs nothing as %s', async (_what, text) => {
      expect(await paste(text())).toEqual([])
    })
  })

  it.each<ExportFormat>(['json', 'env', 'pairs'])(
    'has no control character as %s, regardless of the secret',
    (format) => {
      const text = fc.string({
        unit: fc.oneof(
          fc.constantFrom('a', ' ', "'", '"', '\\', '\u0003', '\u001b', '\u007f', '\u009b', '\n', '\t', '\r', '\0'),
          fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        ),
      })
      fc.assert(
        fc.property(fc.uniqueArray(fc.record({ key: text, value: text }), { selector: ({ key }) => key }), (all) => {
          const entries = all.map(({ key, value }) => ({ key, json: JSON.stringify(value) }))
          const exported = exportSecret(format, entries)
          const own = format === 'pairs' ? exported.text.replaceAll(' \\\n', ' ') : exported.text
          expect(own).not.toMatch(format === 'pairs' ? /\p{Cc}/u : /[^\P{Cc}\n\t\r]/u)
          const acting = all.filter(({ key }) => format !== 'json' && /[^\P{Cc}\n\t\r]/u.test(key))
          expect(exported.withControls).toEqual(expect.arrayContaining(acting.map(({ key }) => key)))
        }),
      )
    },
  )

  it('keeps values with line breaks in JSON and .env, and names the keys that key=value omits', () => {
    const entries = [
      { key: 'pem', json: '"-----BEGIN-----\\nabc\\n-----END-----\\n"' },
      { key: 'b', json: '"x"' },
    ]
    expect(exportSecret('pairs', entries)).toMatchObject({ text: 'b=x', withControls: ['pem'], leftOut: [] })
    expect(exportSecret('env', entries)).toMatchObject({ withControls: [], leftOut: [] })
  })

  it('is a command without control characters for every role', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, audience) => {
        const role = { name, settings: { ...emptyRole('vault'), audience } }
        expect(commandOf('kubernetes/', role, 'vault').replaceAll(/ (?:\\|\|)\n {2}|\n$/g, '')).not.toMatch(/\p{Cc}/u)
      }),
    )
  })
})
