/** What a page can reach: no network, no permission, no embedded page, no file of the user's. */
import assert from 'node:assert/strict'
import type { Request } from 'playwright'
import { gatherCandidates, listenForAnyone } from '../webRtc.ts'
import { evil, link, notesOf, type Rule, settled, watchOutside, withoutNavigationRules } from './hostile.ts'

export const reachRules: readonly Rule[] = [
  {
    name: 'a request leaves the app when no other rule prevents it',
    check: async (app, page) => {
      await app.evaluate(watchOutside)
      await app.evaluate(withoutNavigationRules)
      const isEvil = (request: Request) => request.url() === evil
      const over = page.waitForEvent('requestfinished', isEvil).catch(() => undefined)
      const failed = page.waitForEvent('requestfailed', isEvil).catch(() => undefined)
      await page.evaluate((url) => void (location.href = url), evil)
      await Promise.race([over, failed])
      assert.deepEqual((await notesOf(app)).requests, [])
    },
  },
  {
    name: 'WebRTC reveals an address, or reaches a server over UDP or TCP',
    check: async (app, page) => {
      const policies = await app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getWebRTCIPHandlingPolicy()),
      )
      assert.deepEqual(new Set(policies), new Set(['disable_non_proxied_udp']))
      const rules = await app.evaluate(({ app: electronApp }) =>
        electronApp.commandLine.getSwitchValue('host-resolver-rules'),
      )
      assert.equal(rules, 'MAP * ~NOTFOUND')
      const outside = await listenForAnyone()
      const candidates = await page.evaluate(gatherCandidates, outside.ports)
      outside.stop()
      assert.deepEqual({ candidates, ...outside.reached() }, { candidates: [], tcp: 0, udp: 0 })
    },
  },
  {
    name: 'a <webview> is attached',
    check: async (app, page) => {
      await app.evaluate(watchOutside)
      await page.evaluate((url) => {
        const view = document.createElement('webview')
        view.setAttribute('src', url)
        document.body.append(view)
      }, evil)
      await settled(app, page)
      assert.deepEqual((await notesOf(app)).attached, [])
    },
  },
  {
    name: 'a download is saved',
    check: async (app, page) => {
      await app.evaluate(watchOutside)
      await link(page, { href: '/', download: 'page.html' })
      await page.getByText('hostile').click()
      await settled(app, page)
      assert.deepEqual((await notesOf(app)).kept, [])
    },
  },
  {
    name: 'a permission is granted in addition to writing to the clipboard',
    check: async (_app, page) => {
      const names = [
        'geolocation',
        'notifications',
        'midi',
        'camera',
        'microphone',
        'clipboard-read',
        'clipboard-write',
        'idle-detection',
        'window-management',
        'local-fonts',
        'screen-wake-lock',
        'accelerometer',
      ]
      const states = await page.evaluate(async (asked) => {
        const state = async (name: string) => [
          name,
          (await navigator.permissions.query({ name: name as PermissionName })).state,
        ]
        return Object.fromEntries(await Promise.all(asked.map(state))) as Record<string, string>
      }, names)
      const granted = Object.entries(states).flatMap(([name, state]) => (state === 'denied' ? [] : [name]))
      assert.deepEqual(granted, ['clipboard-write'])
      assert.equal(await page.evaluate(() => Notification.requestPermission()), 'denied')
      const heard = page.evaluate(() =>
        navigator.mediaDevices.getUserMedia({ audio: true }).then(
          () => 'granted',
          () => 'refused',
        ),
      )
      assert.equal(await heard, 'refused')
    },
  },
]
