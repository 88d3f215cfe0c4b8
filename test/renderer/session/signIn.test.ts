/** The sign-in form: its labels, its initial values, and the credentials that it creates. */
import { describe, expect, it, vi } from 'vitest'
import { Credentials, fieldNames, fieldsOf, SignInMethod } from '../../../electron/contract/signInMethods.ts'
import { fieldLabels, type FieldLabels, methodLabels } from '../../../renderer/features/session/signInLabels.ts'
import {
  credentialsOf,
  firstValues,
  type Methods,
  mountFor,
  orderOf,
  SignInValues,
} from '../../../renderer/features/session/signInValues.ts'

// The build replaces the macro; here a message is its own English text.
vi.mock('@lingui/core/macro', () => ({
  msg: ({ raw }: TemplateStringsArray) => ({ id: raw.join('{}'), message: raw.join('{}') }),
}))

const none: Methods = { listed: [], last: null, remembered: false }
const staff = { method: 'userpass', mount: 'staff/', description: '' } as const

/** A form of the method as it opens, with text in each given field. */
const typed = (method: SignInMethod, fields: Readonly<Record<string, string>>, mount = 'team/x'): SignInValues => {
  const first = firstValues(none)
  return { ...first, method, mount, fields: { ...first.fields, ...fields } }
}
/** The fields that the form reports as missing. */
const missingIn = (values: SignInValues) =>
  (SignInValues.safeParse(values).error?.issues ?? []).map(({ path }) => path.join('.'))

describe('the labels', () => {
  it.each(SignInMethod.options)('of %s name it and each of its fields', (method) => {
    expect(methodLabels[method].name.message).toMatch(/^[A-Z]/)
    for (const { name, isOptional } of fieldsOf(method)) {
      const { label, missing }: FieldLabels = fieldLabels[name]
      expect(label.message).toMatch(/^[A-Z]/)
      expect(missing?.message ?? (isOptional ? 'Nothing.' : 'no message')).toMatch(/^[A-Z].*\.$/)
    }
  })
})

describe('the form', () => {
  it.each(SignInMethod.options)('of %s requires everything that is not optional', (method) => {
    const required = fieldsOf(method).flatMap(({ name, isOptional }) => (isOptional ? [] : [`fields.${name}`]))
    const blank = Object.fromEntries(fieldNames.map((name) => [name, ' ']))
    expect(missingIn(typed(method, {}))).toEqual(required)
    expect(missingIn(typed(method, blank))).toEqual(required)
    expect(missingIn(typed(method, {}, '//'))).toEqual(method === 'token' ? required : ['mount', ...required])
  })

  it.each(SignInMethod.options)('of %s creates credentials that the contract accepts', (method) => {
    const texts = Object.fromEntries(fieldsOf(method).map(({ name }) => [name, `<${name}>`]))
    const values = typed(method, texts)
    expect(missingIn(values)).toEqual([])
    const credentials = credentialsOf(values)
    expect(credentials).toEqual({ method, ...(method !== 'token' && { mount: 'team/x/' }), ...texts })
    expect(Credentials.parse(credentials)).toEqual(credentials)
  })

  it('sends passwords exactly, and everything else without surrounding white space', () => {
    const texts = Object.fromEntries(fieldNames.map((name) => [name, ` ${name} `]))
    const sent = (method: SignInMethod) => credentialsOf(typed(method, texts, ' /auth/team/x '))
    expect(sent('token')).toEqual({ method: 'token', token: 'token' })
    for (const method of ['userpass', 'ldap'] as const) {
      expect(sent(method)).toEqual({ method, mount: 'team/x/', username: 'username', password: ' password ' })
    }
    const ids = { roleId: 'roleId', secretId: 'secretId' }
    expect(sent('approle')).toEqual({ method: 'approle', mount: 'team/x/', ...ids })
  })

  it('opens with the token method if nothing is known', () => {
    const empty = Object.fromEntries(fieldNames.map((name) => [name, '']))
    expect(firstValues(none)).toEqual({ method: 'token', mount: '', fields: empty, remember: false })
    expect(orderOf(none)).toEqual(['token', 'userpass', 'ldap', 'approle'])
  })

  it('opens with a method that the server lists, otherwise with the last one that worked', () => {
    const listed: Methods = { ...none, listed: [staff] }
    expect(firstValues(listed)).toMatchObject({ method: 'userpass', mount: 'staff/', fields: { username: '' } })
    expect(orderOf(listed)).toEqual(['userpass', 'token', 'ldap', 'approle'])
    const last: Methods = { ...listed, last: { method: 'ldap', mount: 'corp/', username: 'ann' } }
    expect(firstValues(last)).toMatchObject({ method: 'ldap', mount: 'corp/', fields: { username: 'ann' } })
    expect(SignInMethod.options.map((method) => mountFor(method, last))).toEqual(['', 'staff/', 'corp/', 'approle/'])
  })

  it('opens without an ID and a secret, even if one was stored as a name', () => {
    const last: Methods = { ...none, last: { method: 'approle', mount: 'robots/', username: 'role' } }
    expect(Object.values(firstValues(last).fields).join('')).toBe('')
  })
})
