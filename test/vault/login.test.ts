/** The login request of each sign-in method, made from its credentials. */
import { describe, expect, it } from 'vitest'
import { Failure } from '../../electron/contract/failure.ts'
import { limits } from '../../electron/contract/limits.ts'
import {
  Credentials,
  type CredentialsOf,
  fieldsOf,
  isLogin,
  type LoginMethod,
  SignInMethod,
  signInMethods,
} from '../../electron/contract/signInMethods.ts'
import { loginMethods, loginRequest } from '../../electron/vault/login/methods.ts'
import { typedToken } from '../../electron/vault/login/token.ts'
import { encodePath } from '../../electron/vault/path.ts'

const ann = { mount: 'people/', username: 'ann', password: ' pä ss ' }
const role = { method: 'approle', mount: 'team/robots/', roleId: 'role/..', secretId: ' s ' } as const
const methods = Object.keys(loginMethods) as LoginMethod[]

/** Credentials of any method: each field contains its own name, as a text that no other field has. */
const sampleOf = (method: SignInMethod): Credentials =>
  Credentials.parse({
    method,
    ...(signInMethods[method].defaultMount !== null && { mount: signInMethods[method].defaultMount }),
    ...Object.fromEntries(fieldsOf(method).map(({ name }) => [name, `<${name}>`])),
  })
const loginSampleOf = (method: LoginMethod): CredentialsOf<LoginMethod> => {
  const sample = sampleOf(method)
  if (!isLogin(sample)) throw new Error(`${method} has no mount`)
  return sample
}

describe('the sign-in methods', () => {
  it('of the contract each have a login request, except the token method, which has no mount', () => {
    expect(new Set([...methods, 'token'])).toEqual(new Set(SignInMethod.options))
    const withoutMount = SignInMethod.options.filter((method) => signInMethods[method].defaultMount === null)
    expect(withoutMount).toEqual(['token'])
  })

  it.each(methods)('match the contract: %s', (method) => {
    const { id, defaultMount, fields } = loginMethods[method]
    expect({ id, defaultMount, fields }).toEqual({ id: method, ...signInMethods[method] })
    expect(defaultMount).toBe(`${method}/`)
  })

  it.each(methods)('send their secrets only in the body, below their mount: %s', (method) => {
    const { path, body, ...rest } = loginRequest(loginSampleOf(method))
    expect(rest).toEqual({ method: 'POST' })
    expect(path).toMatch(/^auth\/[a-z]+\/login/)
    const secrets = fieldsOf(method).filter(({ kind }) => kind !== 'text')
    expect(secrets).not.toEqual([])
    for (const { name } of secrets) {
      expect(path).not.toContain(`<${name}>`)
      expect(JSON.stringify(body)).toContain(`<${name}>`)
    }
  })

  it.each(SignInMethod.options)('remember at most one name, which fits the list of connections: %s', (method) => {
    const remembered = fieldsOf(method).filter(({ isRemembered }) => isRemembered)
    expect(remembered.length).toBeLessThanOrEqual(1)
    for (const { kind, maxLength } of remembered) expect([kind, maxLength <= limits.name]).toEqual(['text', true])
  })
})

describe.each(['userpass', 'ldap'] as const)('%s', (method) => {
  it('sends the name in the path and the unchanged password in the body', () => {
    expect(loginRequest({ method, ...ann })).toEqual({
      method: 'POST',
      path: 'auth/people/login/ann',
      body: { password: ' pä ss ' },
    })
  })

  it.each([
    ['한글 ', 'auth/people/login/%ED%95%9C%EA%B8%80%20'],
    ['team/ann', 'auth/people/login/team/ann'],
    ['a..b', 'auth/people/login/a..b'],
    ['50%?#+&;@', 'auth/people/login/50%25%3F%23%2B%26%3B%40'],
    ['..%2F..', 'auth/people/login/..%252F..'],
    [String.raw`EXAMPLE\ann`, 'auth/people/login/EXAMPLE%5Cann'],
  ])("of the user %j is sent to the user's path", (username, path) => {
    expect(encodePath(loginRequest({ method, ...ann, username }).path)).toBe(path)
  })

  it.each(['a/../b', '..', '.', '../../sys/seal', '/ann', 'a//b', 'ann\n'])(
    'of the user %j cannot be sent',
    (username) => {
      expect(() => encodePath(loginRequest({ method, ...ann, username }).path)).toThrow(Failure)
    },
  )
})

describe('approle', () => {
  it('sends both IDs in the body', () => {
    expect(loginRequest(role)).toEqual({
      method: 'POST',
      path: 'auth/team/robots/login',
      body: { role_id: 'role/..', secret_id: ' s ' },
    })
  })

  it('omits an empty secret ID', () => {
    expect(loginRequest({ ...role, secretId: '' }).body).toEqual({ role_id: 'role/..' })
  })
})

describe('a token', () => {
  it('is used as typed, without surrounding white space', () => {
    expect(typedToken({ method: 'token', token: ' hvs.abc\n' })).toBe('hvs.abc')
  })

  it.each(['', ' ', 'two words', 'h\u00e9', 'a\u0000b'])('cannot be %j', (token) => {
    expect(() => typedToken({ method: 'token', token })).toThrow('This cannot be a token.')
  })
})

describe('the schema of the credentials', () => {
  const takes = (given: unknown) => Credentials.safeParse(given).success

  it.each(SignInMethod.options)('accepts those of %s, and no others', (method) => {
    const sample = sampleOf(method)
    expect(Credentials.parse(sample)).toEqual(sample)
    expect([takes({ ...sample, more: 'x' }), takes({ ...sample, method: 'unknown' })]).toEqual([false, false])
    for (const { name, isOptional, maxLength } of fieldsOf(method)) {
      const { [name]: _left, ...others } = sample as Record<string, string>
      expect(takes(others)).toBe(false)
      expect(takes({ ...sample, [name]: '' })).toBe(isOptional)
      expect(takes({ ...sample, [name]: 'x'.repeat(maxLength) })).toBe(true)
      expect(takes({ ...sample, [name]: 'x'.repeat(maxLength + 1) })).toBe(false)
    }
  })

  it.each(SignInMethod.options)('accepts a mount path with %s, unless the method has none', (method) => {
    const sample = sampleOf(method)
    expect(takes({ ...sample, mount: 'no slash at the end' })).toBe(false)
    expect(takes({ ...sample, mount: 'team/x/' })).toBe(isLogin(sample))
  })
})
