/** The external addresses that Strongroom may open. All others are refused (docs/security.md, "Links"). */
import { Failure } from '../contract/failure.ts'

/** The allowed path prefixes by host. HTTPS on its default port only. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'developer.hashicorp.com': ['/vault/'],
  'openbao.org': ['/docs/', '/api-docs/'],
  'github.com': ['/openbao/openbao/', '/hashicorp/vault/'],
  'kubernetes.io': ['/docs/'],
}

/** Returns the address in normalized form if Strongroom may open it. Throws `invalid-input` for every other address. */
export function allowedLink(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const plain = url?.protocol === 'https:' && url.port === '' && url.username === '' && url.password === ''
  const prefixes =
    url !== undefined && plain && Object.hasOwn(allowed, url.hostname) ? allowed[url.hostname] : undefined
  if (url === undefined || prefixes?.some((prefix) => url.pathname.startsWith(prefix)) !== true) {
    throw new Failure('invalid-input', 'Strongroom does not open this address.')
  }
  return url.href
}
