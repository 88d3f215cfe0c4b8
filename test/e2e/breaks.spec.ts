/** The rules' own test: each deliberate break of the app, in a scratch copy of its sources, turns one of them red. */
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

/** Does the rule hold for this app? What is no judgment of the rule, such as an app that does not start, is thrown on. */
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
  test('nothing in the app as it is', async ({ browser }) => {
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
