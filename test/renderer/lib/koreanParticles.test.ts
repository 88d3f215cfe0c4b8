/** Particles after a variable in Korean messages. */
import { i18n } from '@lingui/core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { withParticles } from '../../../renderer/lib/koreanParticles.ts'
import { loadLanguage } from '../../../renderer/lib/i18n.ts'

const catalog = vi.hoisted(() => () => ({ messages: { particles: [['name'], '을(를)'] } }))
vi.mock('../../../renderer/locales/en/messages.po', catalog)
vi.mock('../../../renderer/locales/ko/messages.po', catalog)

describe('withParticles', () => {
  it.each([
    ['운영을(를)', '운영을'],
    ['서버을(를)', '서버를'],
    ['운영은(는), 서버은(는)', '운영은, 서버는'],
    ['운영이(가), 서버이(가)', '운영이, 서버가'],
    ['운영와(과) 서버과(와)', '운영과 서버와'],
    ['운영(이)라 서버(이)라', '운영이라 서버라'],
    ['운영(이)며 서버(이)며', '운영이며 서버며'],
  ])('looks at the final consonant of the last syllable: %s', (text, expected) => {
    expect(withParticles(text)).toBe(expected)
  })

  it('writes 로 after a vowel and after ㄹ, and 으로 after other consonants', () => {
    expect(withParticles('서버(으)로 파일(으)로 운영(으)로')).toBe('서버로 파일로 운영으로')
  })

  it('uses the form for a consonant after ㄹ with every other particle', () => {
    expect(withParticles('파일을(를) 파일은(는) 파일이(가) 파일와(과)')).toBe('파일을 파일은 파일이 파일과')
  })

  it('reads digits in Korean', () => {
    const read = Array.from({ length: 10 }, (_, digit) => withParticles(`${digit}을(를)`).slice(-1)).join('')
    expect(read).toBe('을을를을를를을을을를')
    expect(withParticles('1(으)로 3(으)로 10(으)로')).toBe('1로 3으로 10으로')
    expect(withParticles('50%을(를)')).toBe('50%를')
  })

  it.each([
    ['JWT을(를)', 'JWT를'],
    ['URL(으)로', 'URL로'],
    ['URL을(를)', 'URL을'],
    ['LDAP을(를)', 'LDAP를'],
    ['CN을(를)', 'CN을'],
    ['kv을(를)', 'kv를'],
  ])('reads abbreviations letter by letter: %s', (text, expected) => {
    expect(withParticles(text)).toBe(expected)
  })

  it.each([
    ['token을(를)', 'token을'],
    ['Vault을(를)', 'Vault를'],
    ['OpenBao이(가)', 'OpenBao가'],
    ['role(으)로', 'role로'],
    ['admin(으)로', 'admin으로'],
    ['staging은(는)', 'staging은'],
    ['name을(를)', 'name을'],
    ['acme은(는)', 'acme는'],
    ['secret을(를)', 'secret을'],
    ['map을(를)', 'map을'],
    ['stack을(를)', 'stack을'],
    ['root(으)로', 'root로'],
    ['client을(를)', 'client를'],
    ['policy을(를)', 'policy를'],
    ['server을(를)', 'server를'],
    ['prod을(를)', 'prod를'],
  ])('reads Latin words as Hangul usually writes them: %s', (text, expected) => {
    expect(withParticles(text)).toBe(expected)
  })

  it('skips closing quotation marks, brackets, markup and separators', () => {
    expect(withParticles('“운영”이(가)')).toBe('“운영”이')
    expect(withParticles('[서버]을(를)')).toBe('[서버]를')
    expect(withParticles('<0>운영</0>을(를)')).toBe('<0>운영</0>을')
    expect(withParticles('auth/kubernetes/을(를)')).toBe('auth/kubernetes/를')
  })

  it('looks at the word before a note in parentheses', () => {
    expect(withParticles('운영(서버)을(를) 서버 (운영)을(를)')).toBe('운영(서버)을 서버 (운영)를')
  })

  it('leaves a pair after something of unknown sound', () => {
    for (const text of ['을(를)', '*을(를)', '漢을(를)', '<0/>은(는)']) expect(withParticles(text)).toBe(text)
  })

  it('reads a name of any length in time', () => {
    const name = `${'.'.repeat(4000)}x`
    expect(withParticles(`${name}${'을(를)'.repeat(2000)}`)).toContain(name)
  })

  it('leaves other brackets', () => {
    expect(withParticles('키(선택) 서버(으 로)')).toBe('키(선택) 서버(으 로)')
  })
})

describe('loadLanguage', () => {
  beforeAll(() => {
    vi.stubGlobal('document', { documentElement: { lang: '' } })
  })
  afterAll(() => {
    vi.unstubAllGlobals()
  })

  it('formats Korean messages with their particles, and English ones as they are', async () => {
    await loadLanguage('ko')
    expect(i18n._('particles', { name: '서버' })).toBe('서버를')
    // A name that contains a pair itself is shown as it is.
    expect(i18n._('particles', { name: 'a을(를)' })).toBe('a을(를)을(를)')
    expect(i18n.t({ id: 'particles', values: { name: '운영' } })).toBe('운영을')
    await loadLanguage('en')
    expect(i18n._('particles', { name: '서버' })).toBe('서버을(를)')
  })
})
