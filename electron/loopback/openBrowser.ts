/** Opens the person's browser without showing the key to others on this computer. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import open from 'open'

const fileLifetime = 60_000

/** Whether there is a desktop that could show a browser. Over ssh and in containers there is none. */
export function hasDesktop(environment: Readonly<Record<string, string | undefined>>): boolean {
  if (process.platform !== 'linux') return true
  return ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME'].some((name) => (environment[name] ?? '') !== '')
}

export interface OpeningAddresses {
  readonly address: string
  /** For a browser that does not resolve the name of `address`: it then cannot reach `probe` either. */
  readonly fallback: { readonly probe: string; readonly address: string } | null
}

/**
 * Opens the address in the default browser and returns a function that removes its file from the disk. Never rejects:
 * the address is printed anyway.
 */
export async function openBrowser(addresses: OpeningAddresses): Promise<() => Promise<void>> {
  let remove = () => Promise.resolve()
  try {
    const folder = await mkdtemp(join(tmpdir(), 'strongroom-'))
    remove = () => rm(folder, { recursive: true, force: true })
    // SECURITY: every user of a computer can read command lines, so the browser is given a file that only this user can
    // read, and the file leads to the address (docs/security.md, "The loopback shell").
    const file = join(folder, 'strongroom.html')
    await writeFile(file, openingPage(addresses), { mode: 0o600, flag: 'wx' })
    const browser = await open(process.platform === 'linux' ? file : pathToFileURL(file).href)
    browser.once('error', () => {})
    setTimeout(() => void remove(), fileLifetime).unref()
  } catch {
    await remove()
  }
  return remove
}

/**
 * Returns the HTML of the file. Addresses consist of digits, letters and base64url, so no character needs to be
 * escaped.
 */
export function openingPage({ address, fallback }: OpeningAddresses): string {
  const go =
    fallback === null
      ? `location.replace('${address}')`
      : `fetch('${fallback.probe}', { mode: 'no-cors', cache: 'no-store', signal: AbortSignal.timeout(5000) })
  .then(() => '${address}', () => '${fallback.address}')
  .then((address) => location.replace(address))`
  return `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<title>Strongroom</title>
<script>
${go}
</script>
`
}
