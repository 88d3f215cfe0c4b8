/** The parser thread in its built form. Reads `dist/`: run `npm run build` first. */
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'

const main = join(import.meta.dirname, '..', '..', 'dist', 'main')

async function answerOf(job: unknown): Promise<unknown> {
  const thread = new Worker(join(main, 'parser.js'), { execArgv: [] })
  try {
    thread.postMessage(job, [])
    const [answer] = await once(thread, 'message')
    return answer
  } finally {
    await thread.terminate()
  }
}

it('The parser thread is next to every chunk that starts it', () => {
  const chunks = readdirSync(main, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'))
  const starting = chunks.filter((name) => readFileSync(join(main, name), 'utf8').includes('./parser.js'))
  expect(starting).not.toEqual([])
  expect(starting.filter((name) => /[/\\]/.test(name))).toEqual([])
})

it('The parser thread reads JSON with every digit, and kubeconfigs', async () => {
  const bytes = Uint8Array.from(Buffer.from('{"a":[1.0]}'))
  expect(await answerOf({ kind: 'json', bytes, bound: { values: 10, depth: 10 } })).toMatchObject({
    state: 'parsed',
    root: { value: { a: [null] } },
    keys: [0],
    numbers: ['1.0'],
  })
  expect(await answerOf({ kind: 'kubeconfig', text: 'current-context: here' })).toMatchObject({
    file: { 'current-context': 'here' },
  })
})
