/** The values of the sign-in form, and the credentials made from them. */
import { z } from 'zod'
import type { Output } from '../../../electron/contract/contract.ts'
import type { session } from '../../../electron/contract/session.ts'
import {
  type Credentials,
  type FieldName,
  fieldNames,
  fieldsOf,
  SignInMethod,
  signInMethods,
} from '../../../electron/contract/signInMethods.ts'
import { mountPathOf } from './mountPath.ts'

export type Methods = Output<typeof session.methods>

/**
 * The form has a text for every field of every method; those of other methods than the chosen one are empty. An issue's
 * path names the missing field; the form has its message.
 */
export const SignInValues = z
  .object({
    method: SignInMethod,
    /** As it was typed; ignored for a method without a mount. */
    mount: z.string(),
    fields: z.record(z.enum(fieldNames), z.string()),
    remember: z.boolean(),
  })
  .superRefine(({ method, mount, fields }, context) => {
    const miss = (...path: readonly string[]) =>
      context.addIssue({ code: 'custom', path: [...path], message: 'missing' })
    if (signInMethods[method].defaultMount !== null && mountPathOf(mount) === null) miss('mount')
    for (const { name, isOptional } of fieldsOf(method)) {
      if (!isOptional && fields[name].trim() === '') miss('fields', name)
    }
  })
export type SignInValues = z.infer<typeof SignInValues>

/** The credentials of a form that is complete: the mount, if the method has one, and a text for each of its fields. */
export function credentialsOf({ method, mount, fields }: SignInValues): Credentials {
  const texts = fieldsOf(method).map(({ name, isTrimmed }) => [name, isTrimmed ? fields[name].trim() : fields[name]])
  return {
    method,
    ...(signInMethods[method].defaultMount !== null && { mount: mountPathOf(mount) ?? '' }),
    ...Object.fromEntries(texts),
  } as Credentials
}

/** The methods in the order to offer them: those that the server lists, then the others. */
export function orderOf(methods: Methods): readonly SignInMethod[] {
  return [...new Set([...methods.listed.map(({ method }) => method), ...SignInMethod.options])]
}

/**
 * The most likely mount of a method: where it worked last, otherwise where the server lists it, otherwise its default
 * mount.
 */
export function mountFor(method: SignInMethod, methods: Methods): string {
  if (methods.last?.method === method && methods.last.mount !== '') return methods.last.mount
  return methods.listed.find((listed) => listed.method === method)?.mount ?? signInMethods[method].defaultMount ?? ''
}

/** The first values of a method's fields: the last used name in its field, and empty texts in the others. */
export function fieldsFor(method: SignInMethod, { last }: Methods): Readonly<Record<FieldName, string>> {
  const remembered = fieldsOf(method).find(({ isRemembered }) => isRemembered)?.name
  const text = (name: FieldName) => (name === remembered && last?.method === method ? last.username : '')
  return Object.fromEntries(fieldNames.map((name) => [name, text(name)])) as Record<FieldName, string>
}

/** The first values of the form: the last choice that worked here, otherwise the first method that the server lists. */
export function firstValues(methods: Methods): SignInValues {
  const method = methods.last?.method ?? methods.listed[0]?.method ?? 'token'
  return { method, mount: mountFor(method, methods), fields: fieldsFor(method, methods), remember: false }
}
