/** The address of an API server in the form that Vault needs: `https://HOST[:PORT]`. */

export type ApiAddressProblem =
  | 'host-needed'
  | 'host-illegal'
  | 'host-placeholder'
  | 'host-scheme'
  | 'host-port'
  | 'host-path'
  | 'host-ipv6'
  | 'host-vault'

export interface CheckedAddress {
  readonly problem: ApiAddressProblem | null
  /** The corrected address, where it can have only one meaning. */
  readonly fix: string | null
  /**
   * A warning about an address that can be right: a path leads through a gateway such as Rancher's, and `http` to a
   * proxy next to Vault.
   */
  readonly remark: 'path' | 'plain' | null
}

const scheme = /^([a-z][a-z\d+.-]*):\/\//i
/** `https//host`, `https:/host`: the host could only be guessed. */
const brokenScheme = /^https?(?::(?!\/\/[^/])|\/)/i
/** Paths that Vault adds itself, or that no address of an API server has. */
const apiPath = /^\/(?:apis?|version|healthz|livez|readyz|openapi)(?:\/|$)/
const ipv6 = /^[\da-f]*:[\da-f:]*:[\da-f.:]*$/i

/** `vaultAddress`: of the connection, which is never an API server; null if it is not known. */
export function checkApiAddress(text: string, vaultAddress: string | null): CheckedAddress {
  const host = text.trim()
  if (host === '') return wrong('host-needed')
  if (/[<>{}$]/.test(host)) return wrong('host-placeholder')
  if (/[\s\\]/.test(host)) return wrong('host-illegal')
  const rest = host.replace(scheme, '')
  const fixed = fixOf(rest)
  if (!/^https?:\/\//i.test(host)) return wrong('host-scheme', brokenScheme.test(host) ? null : fixed)
  const url = URL.parse(host)
  if (url === null) return ipv6.test(authorityOf(rest)) ? wrong('host-ipv6', fixed) : wrong(problemOfRest(rest))
  if (url.username !== '' || url.password !== '' || /[?#]/.test(host)) return wrong('host-illegal')
  if (url.port === '0' || authorityOf(rest).endsWith(':')) return wrong('host-port')
  if (apiPath.test(url.pathname)) return wrong('host-path', url.origin)
  if (vaultAddress !== null && URL.parse(vaultAddress)?.origin === url.origin) return wrong('host-vault')
  const remark = url.pathname !== '/' ? 'path' : url.protocol === 'http:' ? 'plain' : null
  return { problem: null, fix: null, remark }
}

const wrong = (problem: ApiAddressProblem, fix: string | null = null): CheckedAddress => ({
  problem,
  fix,
  remark: null,
})

const authorityOf = (rest: string): string => rest.replace(/[/?#].*$/s, '')

const problemOfRest = (rest: string): ApiAddressProblem =>
  /:[^:\]]*$/.test(authorityOf(rest)) ? 'host-port' : 'host-illegal'

/** `https://` before a host with its port; null if that is not an address either. An IPv6 address gets its brackets. */
function fixOf(rest: string): string | null {
  const host = authorityOf(rest)
  const fix = `https://${ipv6.test(host) ? `[${host}]` : host}`
  const url = URL.parse(fix)
  return url === null || url.username !== '' || /[:]$/.test(host.replace(/::$/, '')) ? null : fix
}
