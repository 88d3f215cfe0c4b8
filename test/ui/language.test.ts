import fc from 'fast-check'
import { expect, test } from 'vitest'
import { languages, resolveLanguage } from '../../electron/contract/language.ts'

test('the setting wins over the system', () => {
  expect(resolveLanguage('ko', ['en-US'])).toBe('ko')
  expect(resolveLanguage('en', ['ko-KR'])).toBe('en')
})

test('the first supported language of the system’s list is used', () => {
  expect(resolveLanguage('system', ['ko-KR', 'en-US'])).toBe('ko')
  expect(resolveLanguage('system', ['fr-FR', 'ko', 'en'])).toBe('ko')
  expect(resolveLanguage('system', ['en-GB', 'ko'])).toBe('en')
})

test('English is used if no language fits, also if a name only has the same beginning', () => {
  expect(resolveLanguage('system', [])).toBe('en')
  expect(resolveLanguage('system', ['kok-IN', 'de'])).toBe('en')
  fc.assert(fc.property(fc.array(fc.string()), (wanted) => languages.includes(resolveLanguage('system', wanted))))
})
