/** Every screen and the steps that open it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright'
import { encodeQR } from 'qr'
import { callFrom, goTo } from '../e2e/app.ts'
import { looseJwt } from '../kubernetes/tokens.ts'
import type { Places } from './world.ts'

export interface Screen {
  readonly name: string
  /** Taken from an app in which nothing is set up. */
  readonly empty?: true
  readonly show: (page: Page, places: Places) => Promise<void>
}

const at =
  (href: (places: Places) => string, ready?: (page: Page) => Promise<unknown>) =>
  async (page: Page, places: Places): Promise<void> => {
    await goTo(page, href(places))
    await page.waitForTimeout(400)
    await ready?.(page)
  }
const korean = readFileSync(
  join(import.meta.dirname, '..', '..', 'renderer', 'locales', 'ko', 'messages.po'),
  'utf8',
)

/** A button by its English name, in the current language of the screen. */
function button(page: Page, words: string): Locator {
  const after = korean.split(`msgid "${words}"\nmsgstr "`)[1]
  const names = [words, after?.slice(0, after.indexOf('"')) ?? words]
  return page.getByRole('button', { name: new RegExp(`^(${names.join('|')})$`) })
}

/** Each language and theme after the first finds the draft of the previous one. */
async function withoutDraft(page: Page): Promise<void> {
  if (await button(page, 'Discard').isVisible()) await button(page, 'Discard').click()
}

const kv = (places: Places, path: string) => `/c/${places['open']}/kv?mount=secret%2F&path=${encodeURIComponent(path)}`

const cubbyhole = (places: Places, server: string, path: string) =>
  `/c/${places[server]}/kv?mount=cubbyhole%2F&path=${encodeURIComponent(path)}`

const kubernetes = (places: Places, tab: string) =>
  `/c/${places['open']}/kubernetes/mount?mount=kubernetes%2F&tab=${tab}`

/** A token like that of a pod, for a cluster that does not exist: it opens nothing. */
function podToken(): string {
  const claims = {
    iss: 'https://kubernetes.default.svc.cluster.local',
    sub: 'system:serviceaccount:shop:orders',
    aud: ['https://kubernetes.default.svc.cluster.local'],
    iat: 1_700_000_000,
    nbf: 1_700_000_000,
    exp: 1_700_003_600,
    'kubernetes.io': { namespace: 'shop', serviceaccount: { name: 'orders', uid: '0b5d2a44' } },
  }
  return looseJwt({ alg: 'RS256', kid: 'none' }, claims)
}

export const screens: readonly Screen[] = [
  { name: 'welcome', empty: true, show: at(() => '/') },
  { name: 'practice', empty: true, show: at(() => '/practice') },
  { name: 'connections', show: at(() => '/connections') },
  { name: 'connection-new', show: at(() => '/connections/new') },
  { name: 'connection-edit', show: at((places) => `/connections/${places['production']}`) },
  { name: 'initialize', show: at((places) => `/c/${places['fresh']}/seal`) },
  { name: 'ceremony', show: at((places) => `/c/${places['begun']}/seal`) },
  { name: 'unseal', show: at((places) => `/c/${places['sealed']}/seal`) },
  { name: 'sealed-page', show: at((places) => `/c/${places['sealed']}/secrets`) },
  { name: 'seal-open', show: at((places) => `/c/${places['open']}/seal`) },
  { name: 'offline', show: at((places) => `/c/${places['offline']}/secrets`) },
  { name: 'sign-in', show: at((places) => `/c/${places['signedOut']}/secrets`) },
  { name: 'access', show: at((places) => `/c/${places['open']}/access`) },
  { name: 'engines', show: at((places) => `/c/${places['open']}/secrets`) },
  { name: 'production', show: at((places) => `/c/${places['production']}/secrets`) },
  { name: 'folder', show: at((places) => kv(places, 'webapp/')) },
  { name: 'secret', show: at((places) => kv(places, 'webapp/config')) },
  { name: 'cubbyhole', show: at((places) => cubbyhole(places, 'open', '')) },
  { name: 'cubbyhole-empty', show: at((places) => cubbyhole(places, 'little', '')) },
  { name: 'cubbyhole-secret', show: at((places) => cubbyhole(places, 'open', 'deploy/credentials')) },
  { name: 'cubbyhole-new', show: at((places) => `${cubbyhole(places, 'little', '')}&mode=new`) },
  { name: 'secret-edit', show: at((places) => `${kv(places, 'webapp/config')}&mode=edit`) },
  {
    name: 'secret-edit-json',
    show: at(
      (places) => `${kv(places, 'webapp/config')}&mode=edit`,
      async (page) => {
        await page.getByRole('radio', { name: 'JSON', exact: true }).click({ force: true })
        await page.locator('.cm-content').waitFor()
      },
    ),
  },
  {
    name: 'secret-review',
    show: at(
      (places) => `${kv(places, 'webapp/config')}&mode=edit`,
      async (page) => {
        await withoutDraft(page)
        await button(page, 'Add a key').click()
        await page.keyboard.type('pool-size')
        await page.keyboard.press('Tab')
        await page.keyboard.press('Control+s')
        await page.waitForTimeout(300)
      },
    ),
  },
  {
    name: 'secret-import',
    show: at(
      (places) => `${kv(places, 'webapp/config')}&mode=edit`,
      async (page) => {
        await withoutDraft(page)
        await button(page, 'Import…').click()
        await page.getByRole('dialog').locator('textarea, .cm-content').first().fill('host=db.example.com\nnot an assignment\nport=5432')
        await page.waitForTimeout(500)
      },
    ),
  },
  {
    name: 'secret-compare',
    show: at((places) => `${kv(places, 'webapp/config')}&version=2&compare=1`),
  },
  { name: 'secret-long', show: at((places) => kv(places, `odd/${'l'.repeat(200)}`)) },
  { name: 'secret-one-letter', show: at((places) => kv(places, 'odd/x')) },
  { name: 'denied-mounts', show: at((places) => `/c/${places['little']}/secrets`) },
  { name: 'denied-folder', show: at((places) => kv(places, 'webapp/').replace(places['open'] ?? '', places['little'] ?? '')) },
  { name: 'denied-secret', show: at((places) => kv(places, 'ci/deploy').replace(places['open'] ?? '', places['little'] ?? '')) },
  {
    name: 'secret-without-metadata',
    show: at((places) => kv(places, 'webapp/config').replace(places['open'] ?? '', places['little'] ?? '')),
  },
  { name: 'secret-new', show: at((places) => `${kv(places, 'webapp/')}&mode=new`) },
  { name: 'secret-missing', show: at((places) => kv(places, 'webapp/nothing')) },
  { name: 'policies', show: at((places) => `/c/${places['open']}/policies`) },
  {
    name: 'policy',
    show: at(
      (places) => `/c/${places['open']}/policies?name=webapp`,
      (page) => page.locator('.cm-content').waitFor(),
    ),
  },
  { name: 'policy-long', show: at((places) => `/c/${places['open']}/policies?name=${'p'.repeat(200)}`) },
  { name: 'policy-new', show: at((places) => `/c/${places['open']}/policies?mode=new`) },
  { name: 'policy-import', show: at((places) => `/c/${places['open']}/policies?mode=import`) },
  {
    name: 'policy-grant',
    show: at((places) => `/c/${places['open']}/policies?mode=grant&mount=secret%2F&path=webapp%2Fconfig`),
  },
  { name: 'kubernetes', show: at((places) => `/c/${places['open']}/kubernetes`) },
  { name: 'kubernetes-denied', show: at((places) => `/c/${places['little']}/kubernetes`) },
  { name: 'kubernetes-roles', show: at((places) => kubernetes(places, 'roles')) },
  { name: 'kubernetes-config', show: at((places) => kubernetes(places, 'config')) },
  { name: 'kubernetes-doctor', show: at((places) => kubernetes(places, 'doctor')) },
  {
    name: 'kubernetes-doctor-token',
    show: at(
      (places) => `${kubernetes(places, 'doctor')}&role=webapp`,
      async (page) => {
        const field = page.locator('input[type=password]').first()
        // The token stays while the window is open, so only the first of the pictures enters it.
        if (await field.isVisible()) {
          await field.fill(podToken())
          await button(page, 'Read token').click()
        }
        await page.waitForTimeout(500)
      },
    ),
  },
  { name: 'kubernetes-manifests', show: at((places) => `${kubernetes(places, 'manifests')}&role=webapp`) },
  {
    name: 'kubernetes-role',
    show: at((places) => `/c/${places['open']}/kubernetes/role?mount=kubernetes%2F&role=debug`),
  },
  {
    name: 'kubernetes-role-long',
    show: at((places) => `/c/${places['open']}/kubernetes/role?mount=kubernetes%2F&role=${'r'.repeat(200)}`),
  },
  {
    name: 'kubernetes-enable',
    show: at(
      (places) => `/c/${places['open']}/kubernetes`,
      (page) => button(page, 'Enable Kubernetes auth').first().click(),
    ),
  },
  { name: 'settings', show: at(() => '/settings') },
  { name: 'keychain', show: at(() => '/keychain') },
  { name: 'palette', show: at((places) => `/c/${places['open']}/access`, (page) => page.keyboard.press('Control+k')) },
  { name: 'drafts', show: async (page, places) => showDrafts(page, places) },
  { name: 'drafts-folder', show: at((places) => kv(places, 'drafted/')) },
  {
    name: 'secret-new-taken',
    show: at(
      (places) => `${kv(places, 'webapp/config')}&mode=new`,
      async (page) => {
        await withoutDraft(page)
        await page.getByRole('textbox').nth(1).waitFor()
        const fields = page.locator('form li input')
        await fields.nth(0).fill('password')
        await fields.nth(1).fill('x')
        await page.keyboard.press('Control+s')
        await page.getByRole('checkbox').waitFor({ state: 'attached' })
      },
    ),
  },
  // Must be last: it leaves the page as a printer sees it.
  { name: 'print-sheet', show: at((places) => `/c/${places['begun']}/seal`, printSheet) },
]

/** Two drafts of one secret, compared, and two of new secrets in its folder. */
async function showDrafts(page: Page, places: Places): Promise<void> {
  const profileId = places['open']
  const rowsOf = (name: string) =>
    ['password', 'port'].map((key, id) => ({
      id,
      key,
      kind: 'text',
      text: key === name ? 'changed' : 'before',
      original: { key, json: '"before"' },
      removed: false,
    }))
  const keep = (place: string, session: string, name: string, key: string, path: string) =>
    callFrom(page, 'drafts.keep', {
      profileId,
      place,
      session,
      name,
      content: JSON.stringify({ path, rows: rowsOf(key), base: { kind: 'version', version: 1 } }),
    })
  await keep('secret:secret/drafted/config', 'one', '', 'password', 'drafted/config')
  await keep('secret:secret/drafted/config', 'two', '', 'port', 'drafted/config')
  await keep('secret:secret/drafted/', 'three', 'drafted/api', 'port', 'drafted/api')
  await keep('secret:secret/drafted/', 'four', 'drafted/database/replica', 'port', 'drafted/database/replica')
  await goTo(page, `${kv(places, 'drafted/config')}&mode=edit`)
  await button(page, 'Compare drafts').click()
}

/** The printed sheet of a share, without a readable value. */
async function printSheet(page: Page): Promise<void> {
  await page.emulateMedia({ media: null })
  await page.evaluate(() => {
    globalThis.print = () => undefined
  })
  await page.locator('button:has(.lucide-printer)').nth(1).click()
  await page.getByRole('dialog').locator('footer button').last().click()
  await page.locator('[data-print-root] svg').waitFor({ state: 'attached' })
  const rows = encodeQR('There is no key in this picture.', 'raw', { ecc: 'medium', border: 4 })
  const drawn = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  await page.evaluate(
    ({ path, size }) => {
      const root = document.querySelector('[data-print-root]')
      root?.querySelector('svg')?.setAttribute('viewBox', `0 0 ${size} ${size}`)
      root?.querySelector('svg path')?.setAttribute('d', path)
      for (const block of root?.querySelectorAll('p[translate=no] > span') ?? []) block.textContent = '••••'
    },
    { path: drawn, size: rows.length },
  )
  await page.emulateMedia({ media: 'print' })
}
