import { useLingui } from '@lingui/react/macro'
import type { Remark, RemarkCode } from './roleLint.ts'

/** Returns the message of a warning: short for a list, long for a page. */
export function useRemarkWords(): (remark: Remark) => { readonly short: string; readonly long: string } {
  const { t } = useLingui()
  return ({ code, names }) => {
    const about = names.join(', ')
    const words: Readonly<Record<RemarkCode, readonly [string, string]>> = {
      everybody: [
        t`everybody`,
        t`Every service account of every namespace may use this role: * stands for both. Name at least one of the two.`,
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
        t`Every pod that names no other account runs as “default”. Give the app an account of its own.`,
      ],
      'impossible-name': [
        t`impossible name`,
        t`Nothing in Kubernetes can be called this: ${about}. Its names have small letters, digits and hyphens.`,
      ],
      'no-audience': [
        t`no audience`,
        t`A token that was made for something else works here, too. Name an audience, and let the app's token have it.`,
      ],
      'no-policy': [t`no policy`, t`A token of this role may do what the default policy allows, and nothing more.`],
      'missing-policy': [
        t`missing policy`,
        t`There is no policy of this name: ${about}. It gives nothing until somebody makes one, whatever it then allows.`,
      ],
      'escalating-policy': [
        t`can become root`,
        t`These policies let a pod with this role gain full access, like root: ${about}.`,
      ],
      'ttl-open': [
        t`mount's TTL`,
        t`No time to live is given, nor a maximum: tokens live as long as the mount lets them, 32 days unless tuned.`,
      ],
      shared: [t`shared`, t`The same pod may use these roles as well: ${about}.`],
    }
    const [short, long] = words[code]
    return { short, long }
  }
}
