/**
 * The sign-in methods as data. The form asks for what is described here, and the schema of the credentials is made of
 * it. The client adds the login request of each method (electron/vault/login/).
 */
import { z } from 'zod'
import { MountPath } from './ids.ts'
import { limits } from './limits.ts'

/** One text that a method asks for. */
export type CredentialField<Name extends string = string> = {
  /** Its name in the credentials. */
  readonly name: Name
  /** Characters at most. */
  readonly maxLength: number
  /** Can it be empty? The credentials then have an empty text. */
  readonly isOptional: boolean
  /** Does the form remove the white space around it? A password is sent as it was typed. */
  readonly isTrimmed: boolean
} & (
  | {
      readonly kind: 'text'
      /** Does the next form open with it? At most one field of a method, of at most `limits.name` characters. */
      readonly isRemembered: boolean
    }
  /** `id`: made by a machine, shown in the monospace. `secret`: hidden while it is typed. */
  // SECURITY: neither is ever remembered (docs/security.md, "Tokens").
  | { readonly kind: 'id' | 'secret'; readonly isRemembered: false }
)

interface MethodDescription {
  /**
   * Where the method usually is, below `auth/`. Null: the method has no mount and sends no login request, because what
   * the person types is the token itself.
   */
  readonly defaultMount: `${string}/` | null
  /** In the order of the form. */
  readonly fields: readonly CredentialField[]
}

const username = {
  name: 'username',
  kind: 'text',
  maxLength: limits.name,
  isOptional: false,
  isTrimmed: true,
  isRemembered: true,
} as const
const secret = {
  kind: 'secret',
  maxLength: limits.credential,
  isOptional: false,
  isTrimmed: true,
  isRemembered: false,
} as const
const password = { ...secret, name: 'password', isTrimmed: false } as const
const token = { ...secret, name: 'token' } as const
const roleId = { ...secret, name: 'roleId', kind: 'id' } as const
/** A role can be set up to need none. */
const secretId = { ...secret, name: 'secretId', isOptional: true } as const

/** In the order of the form. A name is the type that the server reports for the auth method. */
export const signInMethods = {
  token: { defaultMount: null, fields: [token] },
  userpass: { defaultMount: 'userpass/', fields: [username, password] },
  ldap: { defaultMount: 'ldap/', fields: [username, password] },
  approle: { defaultMount: 'approle/', fields: [roleId, secretId] },
} as const satisfies Readonly<Record<string, MethodDescription>>

type Methods = typeof signInMethods
export type SignInMethod = keyof Methods
/** A method that signs in with a request to its mount: each one but `token`. */
export type LoginMethod = {
  [M in SignInMethod]: Methods[M]['defaultMount'] extends null ? never : M
}[SignInMethod]

type FieldOf<M extends SignInMethod> = Methods[M]['fields'][number]
export type FieldName = FieldOf<SignInMethod>['name']
/** The fields that cannot be empty. */
export type RequiredFieldName = Extract<FieldOf<SignInMethod>, { isOptional: false }>['name']

/** What a person signs in with by the method `M`, one text for each field; of several methods, a union. */
export type CredentialsOf<M extends SignInMethod> = {
  [K in M]: { readonly method: K } & (K extends LoginMethod ? { readonly mount: string } : unknown) & {
      readonly [Name in FieldOf<K>['name']]: string
    }
}[M]
export type Credentials = CredentialsOf<SignInMethod>

/** Does the server create a token for these credentials? The others are a token that the person has. */
export const isLogin = (credentials: Credentials): credentials is CredentialsOf<LoginMethod> => 'mount' in credentials

const names = Object.keys(signInMethods) as [SignInMethod, ...SignInMethod[]]
export const SignInMethod = z.enum(names)

/** The fields of a method, in the order of the form. */
export const fieldsOf = (method: SignInMethod): readonly CredentialField<FieldName>[] => signInMethods[method].fields

/** The names of all fields of all methods. */
export const fieldNames: readonly FieldName[] = [
  ...new Set(names.flatMap((method) => fieldsOf(method).map(({ name }) => name))),
]

function schemaOf(method: SignInMethod) {
  const fields = fieldsOf(method).map(({ name, isOptional, maxLength }) => [
    name,
    z
      .string()
      .min(isOptional ? 0 : 1)
      .max(maxLength),
  ])
  return z.strictObject({
    method: z.literal(method),
    ...(signInMethods[method].defaultMount !== null && { mount: MountPath }),
    ...Object.fromEntries(fields),
  })
}

const [first, ...others] = names
export const Credentials = z.discriminatedUnion('method', [
  schemaOf(first),
  ...others.map((method) => schemaOf(method)),
]) as unknown as z.ZodType<Credentials>
