/** The two web interfaces of the comparison: the same steps on the same server, each with its own controls. */
import type { Page } from 'playwright'
import { addConnection, callFrom, goTo } from '../e2e/app.ts'
import type { Ready } from './instrument.ts'
import { timeLoad, timeStep } from './instrument.ts'

/** Each step returns milliseconds inside the page. They run in this order. */
export interface Ui {
  /** Loads the app until its sign-in form can be used. */
  readonly load: () => Promise<number>
  /** Signs in with the token that is typed; ends with the list of mounts. */
  readonly signIn: () => Promise<number>
  /** From the folder of the secret, whose list is shown. */
  readonly openSecret: () => Promise<number>
  readonly showValue: () => Promise<number>
  /** From a click on the secret (Strongroom) or on its history (OpenBao) to all of its versions. */
  readonly history: () => Promise<number>
  /** Opens the folder of 10,000 names from its parent. */
  readonly openFolder: () => Promise<number>
  /** Ten key strokes, until the one name is left. */
  readonly filter: () => Promise<number>
  readonly signOut: () => Promise<void>
}

/**
 * The secrets `secret/bench/config` and `secret/bench/history` have `versions` versions; `secret/bench/big/` has the
 * names `name-00000` and so on.
 */
export const versions = 10
export const lastName = 'name-09999'
const value = `static-password-${versions}`

const formOfOpenBao: Ready = { selector: '#auth-submit' }
const formOfStrongroom: Ready = { selector: 'input[type=password]' }

/** What each page waits for at its load. */
export const forms = { openBao: formOfOpenBao, strongroom: formOfStrongroom }

/** OpenBao's own web UI, served by the server of the comparison. */
export function openBaoUi(page: Page, address: string): Ui {
  const link = (text: string) => page.getByRole('link', { name: text, exact: true }).first()
  return {
    load: () => timeLoad(page, `${address}/ui/vault/auth?with=token`),
    signIn: async () => {
      await page.locator('input[name=token]').fill('root')
      return timeStep(page, { selector: '.list-item-row, .linked-block', text: 'secret/' }, () =>
        page.locator('#auth-submit').click(),
      )
    },
    openSecret: async () => {
      await page.getByText('secret/', { exact: true }).first().click()
      await link('bench/').click()
      await link('config').waitFor()
      return timeStep(page, { selector: '[data-test-button=toggle-masked]' }, () => link('config').click())
    },
    showValue: () =>
      timeStep(page, { selector: '.masked-input textarea, .masked-input pre, .masked-value', text: value }, () =>
        page.locator('[data-test-button=toggle-masked]').first().click(),
      ),
    history: async () => {
      await page.getByRole('link', { name: 'Secrets engines', exact: true }).click()
      await page.getByText('secret/', { exact: true }).first().click()
      await link('bench/').click()
      await link('history').click()
      const menu = page.getByRole('button', { name: /^Version \d+/ }).first()
      const opened = await timeStep(
        page,
        { selector: '.ember-basic-dropdown-content', text: 'View version history' },
        () => menu.click(),
      )
      const shown = await timeStep(page, { selector: '.list-item-row, .linked-block', text: 'Version 1' }, () =>
        page.getByText('View version history').click(),
      )
      return opened + shown
    },
    openFolder: async () => {
      await page.getByRole('link', { name: 'Secrets engines', exact: true }).click()
      await page.getByText('secret/', { exact: true }).first().click()
      await link('bench/').click()
      await link('big/').waitFor()
      return timeStep(page, { selector: '.list-item-row, .linked-block', text: 'name-00000' }, () =>
        link('big/').click(),
      )
    },
    filter: async () => {
      await page.locator('.navigate-filter input, input.filter').first().focus()
      return timeStep(page, { selector: '.list-item-row, .linked-block', text: lastName }, () =>
        page.keyboard.type(lastName),
      )
    },
    // A root token is in the page's memory only.
    signOut: async () => {},
  }
}

/** Strongroom in the same browser, with a connection to the same server. */
export async function strongroomUi(page: Page, origin: string, address: string): Promise<Ui> {
  const profileId = await addConnection(page, address)
  const place = (path: string) => `/c/${profileId}/kv?${new URLSearchParams({ mount: 'secret/', path }).toString()}`
  const entry = (name: string) => page.getByRole('listbox').getByRole('option', { name }).first()
  return {
    load: () => timeLoad(page, `${origin}/#/c/${profileId}/secrets`),
    signIn: async () => {
      await page.getByRole('textbox', { name: 'Token', exact: true }).fill('root')
      return timeStep(page, { selector: 'main a', text: 'secret/' }, () =>
        page.getByRole('button', { name: 'Sign in', exact: true }).click(),
      )
    },
    openSecret: async () => {
      await goTo(page, place('bench/'))
      return timeStep(page, { selector: 'button[aria-label="Show password"]' }, () => entry('config').click())
    },
    showValue: () =>
      timeStep(page, { selector: 'main', text: value }, () =>
        page.getByRole('button', { name: 'Show password' }).click(),
      ),
    history: async () => {
      await goTo(page, place('bench/'))
      return timeStep(page, { selector: 'main', text: 'Version 1' }, () => entry('history').click())
    },
    openFolder: async () => {
      await goTo(page, place('bench/'))
      return timeStep(page, { selector: 'output', text: '10,000 names' }, () => entry('big/').click())
    },
    filter: async () => {
      await page.getByRole('searchbox', { name: 'Filter this folder' }).focus()
      return timeStep(page, { selector: 'output', text: '1 of 10,000' }, () => page.keyboard.type(lastName))
    },
    signOut: async () => {
      await callFrom(page, 'session.signOut', { profileId, revoke: false })
    },
  }
}
