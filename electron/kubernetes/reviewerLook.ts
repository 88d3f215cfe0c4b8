/** Classifies a text that a person enters as the JWT of a reviewer, before it is saved. */
import type { ReviewerLook } from '../contract/kubernetes.ts'
import type { TokenProblem } from '../contract/kubernetesDoctor.ts'
import { tidyWord } from '../contract/text/tidyText.ts'
import { readJwt } from './jwt.ts'

const kinds: Readonly<Partial<Record<TokenProblem, ReviewerLook['kind']>>> = {
  placeholder: 'placeholder',
  'several-tokens': 'several',
  'vault-token': 'vault-token',
}

/** A webhook of an API server can accept tokens that are not JWTs: one word of a header (RFC 6750, section 2.1). */
const opaqueToken = /^[\w.~+/:-]{8,}=*$/
/** `reviewer_service_account_jwt`, as in examples: words of letters only. */
const name = /^[a-z]+(?:[_-][a-z]+)*$/i

export function lookAtReviewer(given: string): ReviewerLook {
  const { claims, problems, tidied } = readJwt(given)
  if (claims !== null) {
    const { namespace, serviceAccount, expiresAt } = claims
    const isAccount = !problems.some(({ code }) => code === 'not-a-service-account')
    const isCut = problems.some(({ code }) => code === 'unsigned')
    const kind = isCut ? 'unreadable' : isAccount ? 'service-account' : 'other-jwt'
    return { kind, account: kind === 'service-account' ? `${namespace}/${serviceAccount}` : '', expiresAt, tidied }
  }
  const known = problems.map(({ code }) => kinds[code]).find((kind) => kind !== undefined)
  return { kind: known ?? kindOfWord(given), account: '', expiresAt: null, tidied: [] }
}

function kindOfWord(given: string): ReviewerLook['kind'] {
  if (/\s/.test(given.trim())) return 'unreadable'
  const inner = tidyWord(given).text
  if (name.test(inner)) return 'placeholder'
  // The beginning of a JWT: `{"` in base64.
  return inner.startsWith('eyJ') || !opaqueToken.test(inner) ? 'unreadable' : 'opaque'
}
