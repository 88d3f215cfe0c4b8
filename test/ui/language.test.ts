import fc from 'fast-check'
import { expect, test } from 'vitest'
import { languages, resolveLanguage } from '../../electron/contract/language.ts'

test('the setting wins over the system', () => {
  expect(resolveLanguage('ko', ['en-US'])).toBe('ko')
  expect(resolveLanguage('en', ['ko-KR'])).toBe('en')
})

test("the first language of the system's list that is spoken here is taken", () => {
  expect(resolveLanguage('system', ['ko-KR', 'en-US'])).toBe('ko')
  expect(resolveLanguage('system', ['fr-FR', 'ko', 'en'])).toBe('ko')
  expect(resolveLanguage('system', ['en-GB', 'ko'])).toBe('en')
})

test('English is spoken where nothing fits, and a language that only begins alike does not', () => {
  expect(resolveLanguage('system', [])).toBe('en')
  expect(resolveLanguage('system', ['kok-IN', 'de'])).toBe('en')
  fc.assert(fc.property(fc.array(fc.string()), (wanted) => languages.includes(resolveLanguage('system', wanted))))
})
