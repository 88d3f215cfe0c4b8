import { useLingui } from '@lingui/react/macro'
import type { Remark, RemarkCode } from './roleLint.ts'

/** Returns the message of a warning: short for a list, long for a page. */
export function useRemarkWords(): (remark: Remark) => { readonly short: string; readonly long: string } {
  const { t } = useLingui()
  return ({ code, names }) => {
    const about = names.join(', ')
    const words: Readonly<Record<RemarkCode, readonly [string, string]>> = {
      everybody: [
        t`everyone`,
        t`Every service account in every namespace can use this role: both are *. Limit at least one of the two.`,
      ],
      'any-account': [
        t`any account`,
        t`Every service account in these namespaces can use this role. So can anyone who can start a pod there.`,
      ],
      'any-namespace': [
        t`any namespace`,
        t`A service account with this name in any namespace can use this role. So can anyone who can create a namespace.`,
      ],
      'default-account': [
        t`default account`,
        t`Every pod without a service account of its own runs as “default”. Create a service account for the app.`,
      ],
      'impossible-name': [
        t`invalid name`,
        t`Not a valid Kubernetes name: ${about}. Names have lowercase letters, digits and hyphens.`,
      ],
      'no-audience': [
        t`no audience`,
        t`Tokens issued for another purpose work here too. Set an audience, and request the app's token with it.`,
      ],
      'no-policy': [t`no policy`, t`Tokens of this role can do only what the default policy allows.`],
      'missing-policy': [
        t`missing policy`,
        t`Policies that don't exist: ${about}. They have no effect now. If someone creates one, the role gets everything it allows.`,
      ],
      'escalating-policy': [
        t`can become root`,
        t`These policies let a pod with this role gain full access, like root: ${about}.`,
      ],
      'ttl-open': [
        t`mount's TTL`,
        t`No TTL and no maximum TTL are set. Tokens last as long as the mount allows: 32 days unless tuned.`,
      ],
      shared: [t`shared`, t`The same pod can also use these roles: ${about}.`],
    }
    const [short, long] = words[code]
    return { short, long }
  }
}
