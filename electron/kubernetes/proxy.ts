/** The proxy for requests to an API server: the kubeconfig's, else the environment's, as for kubectl. */
import { BlockList, isIP } from 'node:net'
import { Failure } from '../contract/failure.ts'
import { isLoopbackHost } from '../contract/plainAddress.ts'
import { sanitizeText } from '../base/text/sanitizeText.ts'
import type { Cluster } from './kubeconfigSchema.ts'

export interface Proxy {
  readonly url: URL
  /** `proxy-url`, or the name of an environment variable. */
  readonly from: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Returns null if requests are sent directly.
 * @throws UnsupportedProxy (`unsupported`) for a proxy of another kind than http, https and socks5.
 */
export function proxyOf(
  { server, 'proxy-url': given }: Pick<Cluster, 'server' | 'proxy-url'>,
  environment: Environment,
): Proxy | null {
  if (given !== '') return { url: parseProxy(given, 'proxy-url', /^(?:https?|socks5):$/), from: 'proxy-url' }
  const url = URL.parse(server)
  if (url === null) return null
  const names = url.protocol === 'https:' ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy']
  const from = names.find((name) => (environment[name] ?? '') !== '')
  if (from === undefined || isExcepted(url, environment['NO_PROXY'] || environment['no_proxy'] || '')) return null
  const text = environment[from] ?? ''
  // Go's library, which kubectl uses, accepts `host:port` there. With socks5, the proxy also gets the host name.
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`
  return { url: parseProxy(full, from, /^(?:https?|socks5h?):$/), from }
}

function parseProxy(text: string, from: string, schemes: RegExp): URL {
  const url = URL.parse(text)
  if (url !== null && schemes.test(url.protocol) && url.hostname !== '') return url
  throw new UnsupportedProxy(shownProxy(text), from)
}

export class UnsupportedProxy extends Failure {
  readonly address: string
  readonly from: string
  constructor(address: string, from: string) {
    super('unsupported', `Only proxies of http://, https:// and socks5:// are supported. ${from}: ${address}`)
    this.address = address
    this.from = from
  }
}

/** Returns the address of the proxy. SECURITY: without user name and password (docs/security.md, "Kubernetes"). */
export const shownProxy = (text: string): string =>
  sanitizeText(text.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1')).slice(0, 300)

/**
 * Whether a list in the form of `NO_PROXY` names the address. The rules are those of Go's
 * `golang.org/x/net/http/httpproxy`: loopback addresses are always excepted; `example.com` is that and its subdomains,
 * `.example.com` the subdomains; IP addresses and CIDR blocks; each with a port or without; `*` matches everything.
 */
function isExcepted(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isLoopbackHost(url.hostname) && !host.endsWith('.localhost') && !/^(?:0\.0\.0\.0|::)$/.test(host)) return true
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry === '*' || isInBlock(host, entry) || isNamed(host, port, entry))
}

function isInBlock(host: string, entry: string): boolean {
  const [, network = '', bits = ''] = /^([\da-f.:]+)\/(\d{1,3})$/.exec(entry) ?? []
  const family = isIP(network)
  if (family === 0 || isIP(host) !== family || Number(bits) > (family === 4 ? 32 : 128)) return false
  const block = new BlockList()
  block.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6')
  return block.check(host, family === 4 ? 'ipv4' : 'ipv6')
}

function isNamed(host: string, port: string, entry: string): boolean {
  const [, bracketed, plain, ofPort] = /^(?:\[([^\]]+)\]|([^:[\]/?#@\s]+))(?::(\d+))?$/.exec(entry) ?? []
  const name = (isIP(entry) === 6 ? entry : (bracketed ?? plain))?.replace(/^\*(?=\.)/, '')
  if (name === undefined || (ofPort !== undefined && ofPort !== port)) return false
  if (isIP(host) !== 0 || isIP(name) !== 0) return URL.parse(`http://${bracket(name)}`)?.hostname === bracket(host)
  const ascii = URL.parse(`http://${name.replace(/^\./, '')}`)?.hostname
  if (ascii === undefined) return false
  return host.endsWith(`.${ascii}`) || (!name.startsWith('.') && host === ascii)
}

const bracket = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)
