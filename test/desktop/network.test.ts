/**
 * The restrictions of a page in Chromium: for WebRTC, the policy for UDP together with the rules for everything that
 * resolves an address; for devices and sensors, the headers of both shells.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium } from 'playwright'
import { describe, expect, it } from 'vitest'
import { securityHeaders } from '../../electron/base/page/pagePolicy.ts'
import { gatherCandidates, listenForAnyone } from '../electron/webRtc.ts'
import { chromiumLaunch, chromiumPath } from '../servers/chromium.ts'

const policy = '--force-webrtc-ip-handling-policy=disable_non_proxied_udp'
const rules = '--host-resolver-rules=MAP * ~NOTFOUND'

/** Returns the addresses that a page with WebRTC finds and reaches in a Chromium with `switches`. */
async function reachedWith(switches: readonly string[]) {
  const { args, ...more } = chromiumLaunch()
  const browser = await chromium.launch({ ...more, args: [...args, ...switches] })
  const outside = await listenForAnyone()
  const candidates = await (await browser.newPage()).evaluate(gatherCandidates, outside.ports)
  await browser.close()
  outside.stop()
  const { tcp, udp } = outside.reached()
  return { candidates: candidates.length > 0, tcp: tcp > 0, udp: udp > 0 }
}

describe.skipIf(chromiumPath() === null)('a page with WebRTC', () => {
  it('reveals addresses, and reaches servers over UDP and TCP, without restrictions', async () => {
    expect(await reachedWith([])).toEqual({ candidates: true, tcp: true, udp: true })
  })

  it('still reaches a server over TCP under the policy that blocks UDP', async () => {
    expect(await reachedWith([policy])).toEqual({ candidates: false, tcp: true, udp: false })
  })

  it('reaches nothing under the policy and the rules for host names', async () => {
    expect(await reachedWith([policy, rules])).toEqual({ candidates: false, tcp: false, udp: false })
  })
})

describe.skipIf(chromiumPath() === null)('a page with the headers of both shells', () => {
  it('has no device, sensor or screen capture, by features that Chromium knows', async () => {
    const server = createServer((_request, response) => response.writeHead(200, securityHeaders).end('<p>'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const browser = await chromium.launch(chromiumLaunch())
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const allowed = await page.evaluate(() =>
      (document as unknown as { featurePolicy: { allowedFeatures: () => string[] } }).featurePolicy.allowedFeatures(),
    )
    await browser.close()
    server.close()
    const denied =
      /camera|microphone|capture|usb|serial|hid$|midi|idle|fonts|meter|scope|window-management|clipboard-read/
    expect(allowed).toContain('clipboard-write')
    expect(allowed.filter((feature) => denied.test(feature))).toEqual([])
    expect(complaints.filter((text) => text.includes('Permissions-Policy'))).toEqual([])
  })
})
