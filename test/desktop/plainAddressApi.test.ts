/** The implied parts of an address: the API path at its end, the port that it omits. */
import { describe, expect, it } from 'vitest'
import { endsInApiPath, impliedPort, includesApiPath, withoutApiPath } from '../../electron/contract/plainAddress.ts'

describe('an address that ends in the API path', () => {
  it.each([
    ['https://vault.example:8200/v1', 'https://vault.example:8200'],
    ['https://vault.example:8200/v1/', 'https://vault.example:8200'],
    [' http://vault.example/behind/v1// ', 'http://vault.example/behind'],
  ])('is shortened: %j', (address, without) => {
    expect(withoutApiPath(address)).toBe(without)
  })

  it.each([
    'https://vault.example:8200',
    'https://v1',
    'https://vault.example/v1beta',
    'https://vault.example/av1',
    '',
    '/v1',
  ])('is left unchanged: %j', (address) => {
    expect(withoutApiPath(address)).toBeNull()
    expect(endsInApiPath(address)).toBe(false)
  })
})

describe('an address from a request', () => {
  it.each([
    ['http://127.0.0.1:8200/v1/secret/data/x', true],
    ['https://vault.example/behind/v1', true],
    ['https://vault.example/v1beta/x', false],
    ['https://v1/', false],
  ])('%j includes the API path: %s', (address, includes) => {
    expect(includesApiPath(address)).toBe(includes)
  })
})

describe('the port of an address', () => {
  it.each([
    ['https://vault.example', 443],
    ['http://vault.example/path', 80],
    ['https://[::1]', 443],
    ['https://vault.example:8200', null],
    // A parser drops an explicit default port.
    ['https://vault.example:443', null],
    ['http://[::1]:80/x', null],
    ['vault.example', null],
    ['', null],
  ])('%j implies %s', (address, port) => {
    expect(impliedPort(address)).toBe(port)
  })
})
