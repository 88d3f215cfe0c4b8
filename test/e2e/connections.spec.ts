/** Connections in the window: detected, tested, stored, ordered and removed, on real servers. */
import { X509Certificate } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { ProfileDraft } from '../../electron/contract/connections.ts'
import { routes } from '../../renderer/lib/routes.ts'
import { draftOf } from '../features/startCore.ts'
import { type Authority, createAuthority, type Pair, selfSigned } from '../servers/certificates.ts'
import { noKeyring } from '../servers/keyring.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { startVault, type TestVault } from '../servers/vault.ts'
import { hostile } from '../vault/hostile.ts'
import { addConnection, callFrom, expect, expectAccessible, goTo, test as base } from './app.ts'
import { pressOn, tabTo } from './keyboard.ts'

interface WorkerFixtures {
  readonly vault: TestVault
  readonly authority: Authority
  /** Serves HTTPS and sends its certificate with its CA's. */
  readonly secure: TestVault
}

const test = base.extend<object, WorkerFixtures>({
  vault: [
    // Playwright reads the names of the fixtures from the pattern, and there is none to read.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const vault = await startVault()
      await use(vault)
      await vault.stop()
    },
    { scope: 'worker' },
  ],
  // oxlint-disable-next-line no-empty-pattern
  authority: [async ({}, use) => use(await createAuthority()), { scope: 'worker' }],
  secure: [
    async ({ authority }, use) => {
      const vault = await startVault({ tls: withAuthority(await authority.server(), authority) })
      await use(vault)
      await vault.stop()
    },
    { scope: 'worker' },
  ],
})
/** An environment without a keychain and without a server's address, on every computer. */
const noHints = Object.fromEntries(
  ['ADDR', 'NAMESPACE', 'CACERT', 'CACERT_BYTES', 'CAPATH', 'CLIENT_CERT', 'CLIENT_KEY', 'TLS_SERVER_NAME']
    .concat(['SKIP_VERIFY', 'PROXY_ADDR', 'HTTP_PROXY'])
    .flatMap((name) => [
      [`VAULT_${name}`, undefined],
      [`BAO_${name}`, undefined],
    ]),
)
test.use({ appOptions: { env: { ...noKeyring, ...noHints } } })

const withAuthority = (pair: Pair, { certPem }: Authority): Pair => ({
  ...pair,
  certPem: `${pair.certPem.trimEnd()}\n${certPem}`,
})
const tls = ({ certPem, keyPem }: Pair) => ({ cert: certPem, key: keyPem })
const page404 = '<!doctype html><title>Welcome</title><h1>It works</h1>'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
/** The collapsible part; its name lists what is set in it. */
const tlsPart = (page: Page) => page.getByRole('button', { name: /^TLS and proxy/ })
const rail = (page: Page) => page.getByRole('navigation', { name: 'Connections and areas' })
const rows = (page: Page) => page.getByRole('grid', { name: 'Connections' }).getByRole('row')
const idIn = (page: Page): string => /#\/c\/([^/?]+)/.exec(page.url())?.[1] ?? ''

/** Opens the form, types an address and tests it. */
async function testAddress(page: Page, address: string): Promise<void> {
  await goTo(page, routes.newConnection())
  await field(page, 'Address').fill(address)
  await button(page, 'Test the connection').click()
}

/** Adds a connection with more than an address. */
const add = (page: Page, draft: Partial<ProfileDraft> & Pick<ProfileDraft, 'name' | 'address'>) =>
  callFrom(page, 'connections.add', { profile: { ...draftOf(draft.address), ...draft } }) as Promise<{ id: string }>

test.describe('@foundation connections', () => {
  test('a new user types an address, sees that a Vault answers, and connects, by keyboard only', async ({
    window,
    vault,
  }) => {
    await expect(window.getByRole('heading', { name: 'Connect to a server' })).toBeVisible()
    await expect(window.getByRole('heading', { name: 'Start a practice Vault on this computer' })).toBeVisible()
    await expect(field(window, 'Address')).toBeFocused()
    await expectAccessible(window)

    await window.keyboard.type('not an address')
    await window.keyboard.press('Enter')
    await expect(window.getByText('This is not an address')).toBeVisible()
    await window.keyboard.press('Control+a')
    await window.keyboard.type(`${vault.address}/ui/vault/auth`)
    await window.keyboard.press('Enter')

    await expect(window.getByRole('heading', { name: 'New connection' })).toBeVisible()
    await expect(window.getByText('A Vault answers')).toBeVisible()
    await expect(window.getByText(/^Vault \d+\.\d+\.\d+ · \d+ ms$/)).toBeVisible()
    await expect(field(window, 'Address')).toBeFocused()
    await expect(field(window, 'Name')).toHaveValue(`127.0.0.1:${vault.port}`)
    await expectAccessible(window)
    await window.keyboard.press('Enter')

    const entry = rail(window).getByRole('link', { name: `127.0.0.1:${vault.port}` })
    await expect(entry).toHaveAttribute('aria-current', 'page')
    await expect(entry).toContainText('not initialized')
    const [profile] = (await callFrom(window, 'connections.list', {})) as [{ address: string }]
    expect(profile.address).toBe(vault.address)
  })

  test('a connection is changed, and only real changes cause a question when the user leaves', async ({
    window,
    vault,
  }) => {
    const profileId = await addConnection(window, vault.address, 'kind')
    await goTo(window, routes.editConnection(profileId))
    await expect(field(window, 'Name')).toHaveValue('kind')

    await button(window, 'Cancel').click()
    await expect(window.getByRole('heading', { name: 'Connections' })).toBeVisible()

    await goTo(window, routes.editConnection(profileId))
    await field(window, 'Name').fill('cluster')
    await field(window, 'Namespace').fill('team//a')
    await button(window, 'Cancel').click()
    const question = window.getByRole('alertdialog')
    await expect(question).toContainText('Leave without saving this connection?')
    await expectAccessible(window)
    await window.keyboard.press('Escape')
    await expect(question).toHaveCount(0)
    await expect(field(window, 'Name')).toHaveValue('cluster')

    await field(window, 'Name').press('Enter')
    await expect(window.getByText('Names separated by single slashes')).toBeVisible()
    await expect(field(window, 'Namespace')).toBeFocused()
    await field(window, 'Namespace').fill('')
    await window.getByRole('radiogroup', { name: 'Stage' }).getByText('Production').click()
    await field(window, 'Name').press('Enter')

    await expect(rail(window).getByRole('link', { name: 'cluster' })).toHaveAttribute('aria-current', 'page')
    expect(idIn(window)).toBe(profileId)
    expect(await callFrom(window, 'connections.list', {})).toMatchObject([
      { id: profileId, name: 'cluster', stage: 'production', namespace: '' },
    ])

    await goTo(window, routes.editConnection(profileId))
    await field(window, 'Name').fill('another')
    await button(window, 'Cancel').click()
    await question.getByRole('button', { name: 'Discard changes' }).click()
    await expect(window.getByRole('heading', { name: 'Connections' })).toBeVisible()
    await expect(rail(window).getByRole('link', { name: 'cluster' })).toBeVisible()
  })

  test('the list is sorted by keyboard, and the order is stored', async ({ window, vault }) => {
    for (const name of ['one', 'two', 'three']) await addConnection(window, vault.address, name)
    await goTo(window, routes.connections())
    const order = async () => {
      const profiles = (await callFrom(window, 'connections.list', {})) as { name: string }[]
      return profiles.map(({ name }) => name)
    }
    await expect(rows(window)).toHaveCount(4)
    await expectAccessible(window)

    await window.getByRole('row', { name: 'three' }).focus()
    await window.keyboard.press('ArrowRight')
    const up = button(window, 'Move three up')
    while (!(await up.evaluate((element) => element === document.activeElement))) {
      await window.keyboard.press('ArrowRight')
    }
    await window.keyboard.press('Enter')
    await expect(rows(window).nth(2)).toContainText('three')
    await expect(up).toBeFocused()
    await window.keyboard.press('Enter')
    await expect(rows(window).nth(1)).toContainText('three')
    // The pressed button is disabled at the end of the list, so the focus moves to its neighbor.
    await expect(up).toBeDisabled()
    await expect(button(window, 'Move three down')).toBeFocused()
    await expect.poll(order).toEqual(['three', 'one', 'two'])

    await window.reload()
    await expect(rows(window).nth(1)).toContainText('three')
    await expect(rail(window).getByRole('link').first()).toContainText('three')
  })

  test('removing a connection asks, lists what is deleted, and requires the name of a production server', async ({
    window,
    vault,
  }) => {
    await addConnection(window, vault.address, 'kind')
    await add(window, { address: vault.address, name: 'live', stage: 'production' })
    await goTo(window, routes.connections())
    const remove = async (name: string) => {
      await button(window, `Actions for ${name}`).click()
      await window.getByRole('menuitem', { name: 'Remove' }).click()
    }
    const dialog = window.getByRole('alertdialog')

    await remove('kind')
    await expect(dialog).toContainText('the token, unseal key shares, the client key, drafts')
    await expectAccessible(window)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(rows(window)).toHaveCount(3)
    await remove('kind')
    await dialog.getByRole('button', { name: 'Remove kind' }).click()
    await expect(rows(window)).toHaveCount(2)

    await remove('live')
    await dialog.getByRole('textbox').fill('kind')
    await dialog.getByRole('textbox').press('Enter')
    await expect(dialog).toBeVisible()
    await dialog.getByRole('textbox').fill('live')
    await dialog.getByRole('textbox').press('Enter')
    await expect(dialog).toHaveCount(0)
    expect(await callFrom(window, 'connections.list', {})).toEqual([])
  })

  test('several connections are listed, and a key switches from one to the other', async ({ window, vault }) => {
    const first = await addConnection(window, vault.address, 'one')
    const second = await addConnection(window, vault.address, 'two')
    await goTo(window, routes.seal(first))
    // The keys follow the order of the rail.
    await expect(rail(window).getByRole('link', { name: 'two' })).toBeVisible()
    await window.keyboard.press('Alt+2')
    await expect.poll(() => idIn(window)).toBe(second)
    await expect(rail(window).getByRole('link', { name: 'two' })).toHaveAttribute('aria-current', 'page')
    await window.keyboard.press('Alt+1')
    await expect(window).toHaveURL(new RegExp(`#${routes.seal(first)}$`))
  })

  test('a place of a removed connection says that the connection is gone', async ({ window }) => {
    await goTo(window, routes.editConnection('0b5d2a44-52ab-4b0a-9b5e-0d3cbe1f3c11'))
    await expect(window.getByText('This connection is not here any more')).toBeVisible()
    await expect(button(window, 'Show connections')).toBeFocused()
  })

  test('unusual names are shown as text', async ({ window, vault }) => {
    await goTo(window, routes.newConnection())
    await field(window, 'Address').fill(vault.address)
    await field(window, 'Name').fill('<script>alert(1)</script> 한글 \u202Eabc')
    await field(window, 'Name').press('Enter')
    await expect(rail(window).getByRole('link').first()).toContainText('<script>alert(1)</script> 한글')
  })
})

test.describe('@foundation the environment of a connection', () => {
  test('fills the form on request, and says which variables it used', async ({ startApp, authority }) => {
    const folder = await temporaryFolder('environment')
    const caFile = join(folder, 'ca.pem')
    await writeFile(caFile, authority.certPem)
    const app = await startApp({
      env: {
        ...noKeyring,
        ...noHints,
        VAULT_ADDR: 'https://vault.example.com:8200',
        VAULT_NAMESPACE: 'team/a',
        VAULT_CACERT: caFile,
        VAULT_TOKEN: 'never-shown',
      },
    })
    const page = await app.open()
    await goTo(page, routes.newConnection())
    await button(page, 'Fill from environment').click()
    await expect(field(page, 'Address')).toHaveValue('https://vault.example.com:8200')
    await expect(page.getByText('Filled from VAULT_ADDR, VAULT_NAMESPACE, VAULT_CACERT')).toBeVisible()
    await expect(field(page, 'Name')).toHaveValue('vault.example.com:8200')
    await expect(field(page, 'Namespace')).toHaveValue('team/a')
    await tlsPart(page).click()
    await expect(field(page, 'CA certificates to trust')).toHaveValue(/^-----BEGIN CERTIFICATE-----/)
    expect(await page.content()).not.toContain('never-shown')
    await app.stop()
    await removeFolder(folder)
  })

  test('prefers the variables of OpenBao over those of Vault, and names each unused one with its reason', async ({
    startApp,
  }) => {
    const app = await startApp({
      env: {
        ...noKeyring,
        ...noHints,
        VAULT_ADDR: 'https://old.example.com:8200',
        BAO_ADDR: 'bao.example.com:8200',
        VAULT_CACERT: '/no/such/ca.pem',
        BAO_CLIENT_KEY: '/etc/bao/key.pem',
        VAULT_PROXY_ADDR: 'proxy.example.com:3128',
      },
    })
    const page = await app.open()
    await goTo(page, routes.newConnection())
    await button(page, 'Fill from environment').click()
    await expect(field(page, 'Address')).toHaveValue('https://bao.example.com:8200')
    await expect(page.getByText('Filled from BAO_ADDR, VAULT_PROXY_ADDR')).toBeVisible()
    const ignored = page.getByRole('list', { name: 'Environment variables that were not used' })
    await expect(ignored.getByRole('listitem')).toHaveText([
      'VAULT_CACERT: There is no such file, or it cannot be read.',
      'BAO_CLIENT_KEY: It has a key or a password. Enter it yourself.',
    ])
    await tlsPart(page).click()
    await expect(field(page, 'Proxy')).toHaveValue('http://proxy.example.com:3128')
    await expectAccessible(page)
    await app.stop()
  })

  test('can’t fill in an address with a broken scheme or a socket, and the form says so', async ({ window }) => {
    await goTo(window, routes.newConnection())
    for (const [typed, said] of [
      ['https//vault.example.com', 'A colon or slash is missing behind http or https.'],
      ['http:/localhost:8200', 'A colon or slash is missing behind http or https.'],
      ['unix:///run/vault.sock', 'Unix sockets are not supported.'],
      ['not a host', 'This is not an address.'],
    ] as const) {
      await field(window, 'Address').fill(typed)
      await button(window, 'Save and open').click()
      await expect(window.getByText(said)).toBeVisible()
    }
    await expect(field(window, 'Name')).toHaveValue('')
  })

  test('says when no variable names a server', async ({ window }) => {
    await goTo(window, routes.newConnection())
    await button(window, 'Fill from environment').click()
    await expect(window.getByText('No environment variable names a server.')).toBeVisible()
  })
})

test.describe('@foundation the test of a connection', () => {
  test('explains what is wrong on the way to the server', async ({ window, vault, secure, authority }) => {
    await using expired = await hostile(() => undefined, tls(await authority.expired()))
    await using elsewhere = await hostile(() => undefined, tls(await authority.wrongHost()))
    await using website = await hostile((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end(page404)
    })
    const trusted = { caPem: authority.certPem }
    const cases = [
      ['http://vault.invalid:8200', {}, 'The name does not resolve', "The server's name does not resolve"],
      ['http://127.0.0.1:9', {}, 'The port does not answer', 'Nothing listens at this address'],
      [
        vault.address.replace('http:', 'https:'),
        {},
        'The port uses HTTP instead of HTTPS',
        'The server speaks plain HTTP here',
      ],
      [
        secure.address.replace('https:', 'http:'),
        {},
        'The port uses HTTPS instead of HTTP',
        'The server speaks HTTPS here',
      ],
      [expired.address, trusted, 'The certificate is not accepted', "The server's certificate is not valid today"],
      [elsewhere.address, trusted, 'The certificate is not accepted', "The server's certificate is for another name"],
      [elsewhere.address, trusted, 'The certificate is not accepted', 'The certificate is for vault.example.'],
      [website.address, {}, 'No Vault answers', 'Something else answers at this address'],
      [
        vault.address,
        { proxy: 'http://127.0.0.1:9' },
        'The port does not answer',
        'The proxy did not let the connection through',
      ],
    ] as const
    for (const [address, options, step, words] of cases) {
      const { id } = await add(window, { address, name: 'tried', ...options })
      await goTo(window, routes.editConnection(id))
      await expect(field(window, 'Address')).toHaveValue(address)
      await button(window, 'Test the connection').click()
      await expect(window.getByRole('main'), address).toContainText(step)
      await expect(window.getByRole('main'), address).toContainText(words)
      await callFrom(window, 'connections.remove', { profileId: id })
    }
  })

  test('offers the server’s address for the address of a request', async ({ window, vault }) => {
    await testAddress(window, `${vault.address}/v1/sys/health/x`)
    await expect(window.getByText('The address includes the API path /v1', { exact: true }).first()).toBeVisible()
    await expect(window.getByText('No Vault answers')).toHaveCount(0)
    await button(window, `Use ${vault.address}`).click()
    await expect(field(window, 'Address')).toHaveValue(vault.address)
    await expect(window.getByText('A Vault answers')).toBeVisible()
  })

  test('names the port that answers in the user’s language', async ({ window, vault }) => {
    const { port } = new URL(vault.address)
    await testAddress(window, vault.address)
    await expect(window.getByText(`port ${port}`, { exact: true })).toBeVisible()
    await callFrom(window, 'app.changeSettings', { language: 'ko' })
    await expect(window.getByText(`포트 ${port}`, { exact: true })).toBeVisible()
    await callFrom(window, 'app.changeSettings', { language: 'en' })
  })

  test('hides its result as soon as the user types something else', async ({ window, vault }) => {
    await testAddress(window, vault.address)
    await expect(window.getByText('A Vault answers')).toBeVisible()
    await field(window, 'Address').fill(`${vault.address}1`)
    await expect(window.getByText('A Vault answers')).toHaveCount(0)
  })

  test('shows an unknown CA, and trusts exactly this CA when asked', async ({ window, secure, authority }) => {
    await testAddress(window, secure.address)
    await expect(window.getByText('an authority that this computer does not know')).toBeVisible()
    const { fingerprint256, subject } = new X509Certificate(authority.certPem)
    await expect(window.getByText(fingerprint256)).toBeVisible()
    await expect(window.getByText(subject.replaceAll('\n', ', ')).first()).toBeVisible()
    await expectAccessible(window)

    await button(window, 'Trust exactly this CA').click()
    await expect(window.getByText('The certificate is good')).toBeVisible()
    await expect(window.getByText('A Vault answers')).toBeVisible()
    await button(window, 'Save and open').click()
    await expect(rail(window).getByRole('link').first()).toContainText('not initialized')
    const [profile] = (await callFrom(window, 'connections.list', {})) as [{ caPem: string; skipVerify: boolean }]
    expect(profile.caPem.trim()).toBe(authority.certPem.trim())
    expect(profile.skipVerify).toBe(false)
  })

  test('trusts a self-signed certificate', async ({ window }) => {
    const own = await startVault({ tls: await selfSigned() })
    await testAddress(window, own.address)
    await expect(window.locator('[data-title]', { hasText: "The server's certificate is self-signed." })).toBeVisible()
    await expect(button(window, 'Trust exactly this CA')).toHaveCount(0)
    await button(window, 'Trust exactly this certificate').click()
    await expect(window.getByText('A Vault answers')).toBeVisible()
    await own.stop()
  })

  test('offers the server’s certificate when the server omits its CA, and also accepts a CA file', async ({
    window,
    authority,
  }) => {
    const lone = await startVault({ tls: await authority.server() })
    await testAddress(window, lone.address)
    await expect(button(window, 'Trust exactly this certificate')).toBeVisible()
    await expect(button(window, 'Trust exactly this CA')).toHaveCount(0)
    await expect(window.getByText('The server does not send the CA')).toBeVisible()
    await expect(window.getByText('authority')).toHaveCount(0)

    await tlsPart(window).click()
    const chooser = window.waitForEvent('filechooser')
    await window.getByText('Choose a CA file').click()
    const text = `depth=0 CN = localhost\n${authority.certPem}---\nServer certificate\n`
    const buffer = Buffer.from(`\u{feff}${text}`, 'utf16le')
    await (await chooser).setFiles({ name: 'ca.pem', mimeType: 'application/x-pem-file', buffer })
    await expect(field(window, 'CA certificates to trust')).toHaveValue(text)
    await expect(window.getByText('Read as UTF-16. Removed: surrounding text.')).toBeVisible()
    await button(window, 'Test the connection').click()
    await expect(window.getByText('A Vault answers')).toBeVisible()
    await lone.stop()
  })

  test('names the certificate that the server sends for another TLS server name', async ({ window, authority }) => {
    const named = await startVault({ tls: withAuthority(await authority.wrongHost(), authority) })
    const { id } = await add(window, { address: named.address, name: 'named', caPem: authority.certPem })
    await goTo(window, routes.editConnection(id))
    await button(window, 'Test the connection').click()
    await expect(
      window.locator('[data-title]', { hasText: "The server's certificate is for another name." }),
    ).toBeVisible()
    await field(window, 'TLS server name').fill('vault.example')
    await button(window, 'Test the connection').click()
    await expect(window.getByText('A Vault answers')).toBeVisible()
    await named.stop()
  })
})

test.describe('@foundation certificates of a connection', () => {
  test('a client certificate and its key open a server that asks for them; the key is stored and never shown', async ({
    window,
    authority,
  }) => {
    const server = await authority.server()
    const guarded = await startVault({ tls: { ...server, clientCaPem: authority.certPem } })
    const client = await authority.client()
    const { id } = await add(window, { address: guarded.address, name: 'guarded', caPem: authority.certPem })

    await goTo(window, routes.editConnection(id))
    await button(window, 'Test the connection').click()
    await expect(window.getByText('The server asks for another client certificate')).toBeVisible()
    await field(window, 'Client certificate').fill(client.certPem)
    await button(window, 'Save guarded').click()
    await expect(window.getByText('The client certificate needs its key.')).toBeVisible()
    await expect(field(window, 'Client key')).toBeFocused()
    await field(window, 'Client key').fill(client.keyPem)
    await button(window, 'Test the connection').click()
    await expect(window.getByText('A Vault answers')).toBeVisible()
    await button(window, 'Save guarded').click()
    await expect(rail(window).getByRole('link', { name: 'guarded' })).toContainText('not initialized')

    await goTo(window, routes.editConnection(id))
    await expect(window.getByText('A key is kept, sealed')).toBeVisible()
    await expect(field(window, 'Client key')).toHaveValue('')
    expect(await window.content()).not.toContain(client.keyPem.split('\n')[1])
    await button(window, 'Test the connection').click()
    await expect(window.getByText('A Vault answers')).toBeVisible()
    await expectAccessible(window)

    await button(window, 'Erase the kept key').click()
    await expect(window.getByText('The kept key is erased when you save.')).toBeVisible()
    await field(window, 'Client certificate').fill('')
    await button(window, 'Save guarded').click()
    await expect.poll(() => idIn(window)).toBe(id)
    expect(await callFrom(window, 'connections.list', {})).toMatchObject([{ hasClientKey: false }])
    await guarded.stop()
  })

  test('invalid PEM is explained, and the collapsible part opens for it', async ({ window, vault, authority }) => {
    const { keyPem, certPem } = await authority.client()
    await goTo(window, routes.newConnection())
    await field(window, 'Address').fill(vault.address)
    await tlsPart(window).click()
    const says = async (name: string, text: string, words: string) => {
      await field(window, name).fill(text)
      await field(window, name).blur()
      await expect(window.getByText(words)).toBeVisible()
    }
    await says('CA certificates to trust', keyPem, 'This holds a private key.')
    await says('CA certificates to trust', certPem.slice(0, 200), 'breaks off before its last END line')
    await says('CA certificates to trust', 'hello', 'This is not PEM')
    await tlsPart(window).click()
    await expect(field(window, 'CA certificates to trust')).toBeHidden()
    await button(window, 'Save and open').click()
    await expect(field(window, 'CA certificates to trust')).toBeFocused()
    await says('CA certificates to trust', '', 'TLS and proxy')
    await says('Client key', certPem, 'not a private key')
    await says(
      'Client key',
      '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n',
      'encrypted with a passphrase',
    )
    expect(await callFrom(window, 'connections.list', {})).toEqual([])
  })

  test('disabled verification has a warning and a mark for as long as it is disabled', async ({ window, secure }) => {
    await goTo(window, routes.newConnection())
    await field(window, 'Address').fill(secure.address)
    await pressOn(window, tlsPart(window))
    await tabTo(window, window.getByRole('checkbox', { name: "Do not verify the server's certificate" }))
    await window.keyboard.press('Space')
    await expect(window.getByText('Certificates are not verified')).toBeVisible()
    await expectAccessible(window)
    await button(window, 'Test the connection').click()
    await expect(window.getByText('A Vault answers')).toBeVisible()
    await pressOn(window, button(window, 'Save and open'))

    await expect(rail(window).getByRole('link').first()).toContainText('certificate not verified')
    await goTo(window, routes.connections())
    await expect(rows(window).nth(1)).toContainText('not verified')
    await expectAccessible(window)
  })
})
