/** What the sign-in form holds, and the credentials it amounts to. */
import { z } from 'zod'
import { type Credentials, SignInMethod } from '../../../electron/contract/session.ts'
import type { session } from '../../../electron/contract/session.ts'
import type { Output } from '../../../electron/contract/contract.ts'
import { mountPathOf } from './mountPath.ts'

export type Methods = Output<typeof session.methods>

/**
 * `name` is a user name, or AppRole's role id; `secret` a token, a password, or AppRole's secret id. The messages are
 * names of what is missing: the form says it in words.
 */
export const SignInValues = z
  .object({
    method: SignInMethod,
    mount: z.string(),
    name: z.string(),
    secret: z.string(),
    remember: z.boolean(),
  })
  .superRefine(({ method, mount, name, secret }, context) => {
    const miss = (path: 'mount' | 'name' | 'secret') =>
      context.addIssue({ code: 'custom', path: [path], message: path })
    if (method !== 'token' && mountPathOf(mount) === null) miss('mount')
    if (method !== 'token' && name.trim() === '') miss('name')
    // A role may be set not to want a secret id.
    if (method !== 'approle' && secret.trim() === '') miss('secret')
  })
export type SignInValues = z.infer<typeof SignInValues>

/** The credentials of a form that is complete. Passwords are sent to the letter, ids without the space around them. */
export function credentialsOf({ method, mount, name, secret }: SignInValues): Credentials {
  const path = mountPathOf(mount) ?? ''
  switch (method) {
    case 'token':
      return { method, token: secret.trim() }
    case 'approle':
      return { method, mount: path, roleId: name.trim(), secretId: secret.trim() }
    case 'userpass':
    case 'ldap':
      return { method, mount: path, username: name.trim(), password: secret }
  }
}

/** The methods in the order to offer them: those that the server lists, then the others. */
export function orderOf(methods: Methods): readonly SignInMethod[] {
  return [...new Set([...methods.listed.map(({ method }) => method), ...SignInMethod.options])]
}

/** Where a method is mounted, most likely: where it worked last, else where the server lists it, else its usual place. */
export function mountFor(method: SignInMethod, methods: Methods): string {
  if (methods.last?.method === method && methods.last.mount !== '') return methods.last.mount
  return methods.listed.find((listed) => listed.method === method)?.mount ?? `${method}/`
}

/** The form as it opens: the last choice that worked here, else the first that the server lists. */
export function firstValues(methods: Methods): SignInValues {
  const method = methods.last?.method ?? methods.listed[0]?.method ?? 'token'
  const name = methods.last?.method === method ? methods.last.username : ''
  return { method, mount: mountFor(method, methods), name, secret: '', remember: false }
}
