/** Tests of the rules: each deliberate break, in a scratch copy of the app's sources, must fail at least one rule. */
import { AssertionError } from 'node:assert'
import type { Browser } from '@playwright/test'
import { deliberateBreaks } from '../electron/breaks.ts'
import { launchDouble } from '../electron/launch.ts'
import type { Rule } from '../electron/rules/hostile.ts'
import { callRules } from '../electron/rules/calls.ts'
import { navigationRules } from '../electron/rules/navigation.ts'
import { pageRules } from '../electron/rules/page.ts'
import { reachRules } from '../electron/rules/reach.ts'
import { copyOfSource, type ScratchApp } from '../electron/scratch.ts'
import { noKeyring } from '../servers/keyring.ts'
import { removeFolder } from '../servers/lifetime.ts'
import { expect, test } from './app.ts'

const rules = [...callRules, ...navigationRules, ...reachRules, ...pageRules]

function ruleNamed(name: string): Rule {
  const rule = rules.find((each) => each.name === name)
  if (rule === undefined) throw new Error(`there is no rule: ${name}`)
  return rule
}

/**
 * Whether the app keeps the rule. Any failure other than the rule's own assertion is thrown, such as an app that does
 * not start.
 */
async function holds(browser: Browser, { main }: ScratchApp, { check }: Rule): Promise<boolean> {
  const app = await launchDouble({ browser, env: noKeyring, packaged: true, main })
  try {
    const page = await app.firstWindow()
    await page.waitForURL(/^https:\/\/bundle\.app\.invalid\//)
    await page.waitForLoadState()
    await check(app, page)
    return true
  } catch (problem) {
    if (problem instanceof AssertionError) return false
    throw problem
  } finally {
    await app.close()
  }
}

test.describe('@window @double the rules notice', () => {
  test('no break in the unchanged app', async ({ browser }) => {
    const whole = await copyOfSource({})
    for (const name of new Set(deliberateBreaks.flatMap(({ noticedBy }) => noticedBy))) {
      expect(await holds(browser, whole, ruleNamed(name)), name).toBe(true)
    }
    await removeFolder(whole.folder)
  })

  for (const { name, breaks, noticedBy } of deliberateBreaks) {
    test(`that ${name}`, async ({ browser }) => {
      const broken = await copyOfSource(breaks)
      const held = []
      for (const rule of noticedBy) held.push(await holds(browser, broken, ruleNamed(rule)))
      expect(held).toContain(false)
      await removeFolder(broken.folder)
    })
  }
})
