import { describe, expect, it } from 'vitest'
import { Failure } from '../../electron/contract/failure.ts'
import { allowedLink } from '../../electron/core/externalLinks.ts'

describe('addresses that can be opened in the browser', () => {
  it.each([
    'https://developer.hashicorp.com/vault/docs/concepts/seal',
    'https://openbao.org/docs/concepts/seal/#unsealing',
    'https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/',
  ])('include the documentation: %s', (address) => {
    expect(allowedLink(address)).toBe(address)
  })

  it.each([
    'http://developer.hashicorp.com/vault/docs',
    'https://developer.hashicorp.com.evil.example/vault/',
    'https://evil.example/developer.hashicorp.com/vault/',
    'https://developer.hashicorp.com@evil.example/vault/',
    'https://person:word@openbao.org/docs/',
    'https://openbao.org:8443/docs/',
    'https://developer.hashicorp.com/terraform/',
    'https://developer.hashicorp.com/vault/../terraform/',
    'https://constructor/',
    'https://__proto__/',
    'file:///etc/passwd',
    'smb://server/share',
    'ms-settings:',
    'javascript:alert(1)',
    'data:text/html,x',
    'openbao.org/docs/',
    '-flag',
    '',
  ])('exclude any other address: %j', (address) => {
    expect(() => allowedLink(address)).toThrow(Failure)
  })
})
