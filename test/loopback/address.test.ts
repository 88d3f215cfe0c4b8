/** Keys that expire, both loopback addresses, and a browser that does not resolve the name. */
import { createServer, connect, type AddressInfo, type Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { openingPage } from '../../electron/loopback/openBrowser.ts'
import { createSessionGate, keyLifetime } from '../../electron/loopback/sessionGate.ts'
import { jsonPost, startShell, type TestShell } from './shell.ts'

let shell: TestShell | undefined
let squatter: Server | undefined
afterEach(async () => {
  await shell?.close()
  shell = undefined
  await new Promise((resolve) => (squatter === undefined ? resolve(null) : squatter.close(resolve)))
  squatter = undefined
})

const hasIpv6 = Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1'))
const bindSix = (port: number) =>
  new Promise<Server>((resolve, reject) => {
    const server = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nhostile'))
    server.once('error', reject)
    server.listen({ host: '::1', port }, () => resolve(server))
  })

describe('the key of an address', () => {
  it('is valid for 10 minutes', () => {
    let now = 0
    const gate = createSessionGate(() => now)
    const key = gate.newKey()
    now = keyLifetime
    expect(gate.redeem(key)).toBeUndefined()
    const next = gate.newKey()
    now += keyLifetime - 1
    expect(gate.redeem(next)).toMatchObject({ tab: expect.any(String) })
  })

  it('replaces the previous one', () => {
    const gate = createSessionGate()
    const [before, after] = [gate.newKey(), gate.newKey()]
    expect(gate.redeem(before)).toBeUndefined()
    expect(gate.redeem(after)).toBeDefined()
  })
})

describe.skipIf(!hasIpv6)('both addresses of this computer', () => {
  it('lead to Strongroom at the same port, so that no other program can listen at one of them', async () => {
    shell = await startShell()
    const { host } = new URL(shell.origin)
    for (const address of ['127.0.0.1', '::1']) {
      const socket = connect({ host: address, port: shell.port })
      socket.end(`GET / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 401 /)
    }
    await expect(bindSix(shell.port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('are needed: a port that an attacker has on ::1 is refused', async () => {
    squatter = await bindSix(0)
    const { port } = squatter.address() as AddressInfo
    await expect(startShell({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('are both free again after the exit', async () => {
    shell = await startShell()
    const { port } = shell
    await shell.close()
    shell = undefined
    squatter = await bindSix(port)
    expect(squatter.listening).toBe(true)
  })
})

describe('the file that opens the browser', () => {
  const probe = (each: TestShell, host: string) => each.ask('/probe', { headers: { host } })

  it('tests whether the browser resolves the name', async () => {
    shell = await startShell()
    const { host } = new URL(shell.origin)
    const { address, fallback } = shell.openingAddresses()
    expect(new URL(address).origin).toBe(shell.origin)
    expect(fallback).toMatchObject({ probe: `${shell.origin}/probe` })
    const answer = await probe(shell, host)
    expect(answer).toMatchObject({ status: 204, body: '' })
    expect(answer.headers['cross-origin-resource-policy']).toBe('cross-origin')
    for (const other of ['127.0.0.1', 'localhost'])
      expect((await probe(shell, `${other}:${shell.port}`)).status).toBe(403)
    expect(openingPage({ address, fallback })).toContain(fallback?.address)
  })

  it('lets a browser redeem the key at 127.0.0.1, which then is the only host', async () => {
    shell = await startShell()
    const named = new URL(shell.origin).host
    const plain = `127.0.0.1:${shell.port}`
    const redeem = (host: string, key: string) =>
      (shell as TestShell).ask('/session', jsonPost({ key }, { host, origin: `http://${host}` }))
    expect((await redeem(plain, shell.key)).status).toBe(403)
    shell.openingAddresses()
    expect((await shell.ask('/assets/app-1a2b3c.js', { headers: { host: plain } })).status).toBe(403)
    expect((await shell.ask('/', { headers: { host: plain } })).status).toBe(401)
    const answer = await redeem(plain, shell.key)
    expect(answer.status).toBe(200)
    expect((await shell.ask('/', { headers: { host: named } })).status).toBe(403)
    expect(new URL(shell.newAddress()).host).toBe(plain)
  })

  it('offers no other host after the key was redeemed at the name, or a new address was requested', async () => {
    shell = await startShell()
    const headers = { host: `127.0.0.1:${shell.port}` }
    shell.openingAddresses()
    await shell.signIn()
    expect((await shell.ask('/', { headers })).status).toBe(403)
    shell.openingAddresses()
    shell.newAddress()
    expect((await shell.ask('/', { headers })).status).toBe(403)
  })
})
