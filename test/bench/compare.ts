/**
 * What a person waits for, compared with OpenBao's own web UI: the same server, the same data, the same browser and the
 * same clock in alternating rounds of one run. `limit` is the bare answer of the server and one frame.
 */
import { type Browser, chromium, type Page } from 'playwright'
import { request } from 'undici'
import { openApp } from '../e2e/app.ts'
import { chromiumLaunch } from '../servers/chromium.ts'
import { vaultApi } from '../servers/initialized.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { startVault, type TestVault } from '../servers/vault.ts'
import { type Benchmark, type Figure, median, ms, timed } from './benchmark.ts'
import { installStopwatch, type Ready } from './instrument.ts'
import { writeAll } from './seed.ts'
import { forms, openBaoUi, strongroomUi, type Ui, versions } from './uis.ts'

const rounds = 7
const names = Array.from({ length: 10_000 }, (_, index) => `name-${String(index).padStart(5, '0')}`)

type Step = Exclude<keyof Ui, 'signOut'>
/** The largest part of the web UI's time that each step can take, and the request whose bare answer is its limit. */
const steps: readonly { step: Step; goal: number; path: string | null; method?: 'GET' | 'LIST' }[] = [
  { step: 'load', goal: 0.25, path: null },
  { step: 'signIn', goal: 0.2, path: 'sys/internal/ui/mounts' },
  { step: 'openSecret', goal: 0.3, path: 'secret/data/bench/config' },
  { step: 'showValue', goal: 4.2, path: 'secret/data/bench/config' },
  { step: 'history', goal: 0.15, path: 'secret/metadata/bench/history' },
  { step: 'openFolder', goal: 0.2, path: 'secret/metadata/bench/big', method: 'LIST' },
  { step: 'filter', goal: 0.25, path: null },
]

export const compare: Benchmark = {
  name: 'compare',
  run: async () => {
    const server = await startVault({ dev: true, product: 'openbao' })
    const app = await startStrongroom()
    const browser = await chromium.launch(chromiumLaunch())
    try {
      await seed(server)
      const ours = await freshPage(browser, forms.strongroom)
      await openApp(ours, app.url)
      const theirs = await freshPage(browser, forms.openBao)
      const uis = {
        strongroom: await strongroomUi(ours, app.origin, server.address),
        openBao: openBaoUi(theirs, server.address),
      }
      const times = {
        strongroom: new Map<Step, number[]>(steps.map(({ step }) => [step, []])),
        openBao: new Map<Step, number[]>(steps.map(({ step }) => [step, []])),
      }
      for (let round = 0; round <= rounds; round++) {
        // The first one changes, so that neither always follows the other's garbage.
        for (const name of round % 2 === 0
          ? (['openBao', 'strongroom'] as const)
          : (['strongroom', 'openBao'] as const)) {
          await (name === 'strongroom' ? ours : theirs).bringToFront()
          for (const { step } of steps) {
            const elapsed = await uis[name][step]()
            // The first round warms up.
            if (round > 0) times[name].get(step)?.push(elapsed)
          }
          await uis[name].signOut()
        }
      }
      return await Promise.all(
        steps.map(async ({ step, goal, path, method }): Promise<Figure> => {
          const [own, other] = [median(times.strongroom.get(step) ?? []), median(times.openBao.get(step) ?? [])]
          const limit = path === null ? '' : `; limit ${ms((await bareAnswer(server, path, method)) + frame)}`
          return {
            name: `compare-${step.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
            ratio: own / other,
            goal,
            note: `${ms(own)}, ${ms(other)} of the web UI${limit}`,
          }
        }),
      )
    } finally {
      await browser.close()
      await app.stop()
      await server.stop()
    }
  },
}

/** Milliseconds of one frame. */
const frame = 1000 / 60

async function seed(server: TestVault): Promise<void> {
  for (const name of ['config', 'history']) {
    for (let version = 1; version <= versions; version++) {
      const data = { username: 'static-user', password: `static-password-${version}` }
      await vaultApi(server, 'POST', `secret/data/bench/${name}`, { token: 'root', body: { data } })
    }
  }
  const urls = names.map((name) => `secret/data/bench/big/${name}`)
  await writeAll(server, 'root', urls, { data: { username: 'static-user' } })
}

async function freshPage(browser: Browser, atLoad: Ready): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })
  await installStopwatch(context, atLoad)
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  return page
}

/** Returns the median milliseconds of the server's answer to one request. */
async function bareAnswer(server: TestVault, path: string, method: 'GET' | 'LIST' = 'GET'): Promise<number> {
  const url = `${server.address}/v1/${path}${method === 'LIST' ? '?list=true' : ''}`
  const times: number[] = []
  for (let round = 0; round < 20; round++) {
    times.push(
      await timed(async () => {
        const answer = await request(url, { headers: { 'x-vault-token': 'root' } })
        await answer.body.dump()
      }),
    )
  }
  return median(times)
}
