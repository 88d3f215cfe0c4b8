/** Korean particles whose form depends on the sound before them. */

/** The form after a final consonant, then the form after a vowel. */
const forms: Readonly<Record<string, readonly [closed: string, open: string]>> = {
  '을(를)': ['을', '를'],
  '은(는)': ['은', '는'],
  '이(가)': ['이', '가'],
  '와(과)': ['과', '와'],
  '과(와)': ['과', '와'],
  '(으)로': ['으로', '로'],
  '(이)라': ['이라', '라'],
  '(이)며': ['이며', '며'],
}

/** Characters before a pair that can decide about it. */
const maxWord = 64

/** How a word ends: in a vowel, in ㄹ, or in another consonant. */
type Ending = 'vowel' | 'rieul' | 'consonant'

const pairs = /(?:[을은이]\([를는가]\)|와\(과\)|과\(와\)|\((?:으\)로|이\)[라며]))/g
/** A note in parentheses, quotation marks, brackets, tags of the markup and separators between word and particle. */
const skipped = /(?: ?\([^()]*\)|<\/?\d+>|["'”’」』\]}/.…])+$/

/** Whether a value contains such a pair itself, which must be shown as it is. */
export const hasPair = (text: string): boolean => text.search(pairs) !== -1

/**
 * Returns the text with each pair of particles, such as 을(를), replaced by the one that the word before it needs. A
 * pair after a word whose sound is unknown stays.
 */
export function withParticles(text: string): string {
  if (!text.includes('(')) return text
  return text.replaceAll(pairs, (pair: string, at: number) => {
    const ending = endingOf(text.slice(Math.max(0, at - maxWord), at).replace(skipped, ''))
    const found = forms[pair]
    if (ending === undefined || found === undefined) return pair
    // ㄹ takes 로 like a vowel.
    const open = ending === 'vowel' || (ending === 'rieul' && pair === '(으)로')
    return found[open ? 1 : 0]
  })
}

function endingOf(text: string): Ending | undefined {
  const last = text.at(-1) ?? ''
  if (/[가-힣]/.test(last)) return endingOfSyllable(last)
  if (/\d/.test(last)) return endingOfDigit(last)
  // 퍼센트
  if (last === '%') return 'vowel'
  const word = /[A-Za-z]+$/.exec(text)?.[0]
  return word === undefined ? undefined : endingOfLatin(word)
}

/** Hangul syllables are in Unicode by initial, vowel and final; 28 finals, of which 0 is none and 8 is ㄹ. */
function endingOfSyllable(syllable: string): Ending {
  const final = (syllable.charCodeAt(0) - 0xac00) % 28
  return final === 0 ? 'vowel' : final === 8 ? 'rieul' : 'consonant'
}

/** 0 closes every number that it ends: 영, 십, 백, 천, 만. */
function endingOfDigit(digit: string): Ending {
  if ('178'.includes(digit)) return 'rieul'
  return '036'.includes(digit) ? 'consonant' : 'vowel'
}

/**
 * Abbreviations are read letter by letter: words in capitals, and words without a vowel such as "kv". Other words end
 * as they are usually written in Hangul: l and le in ㄹ; m, n, ng, and me and ne after a vowel in a consonant; b, c, k,
 * p and t in a consonant after a single vowel ("map" 맵, "secret" 시크릿, also "ck"), otherwise in 으 ("root" 루트,
 * "client" 클라이언트); everything else in a vowel.
 */
function endingOfLatin(word: string): Ending {
  if (/^(?:[A-Z]+|[^aeiouy]+)$/.test(word)) {
    const letter = word.slice(-1).toLowerCase()
    if ('lr'.includes(letter)) return 'rieul'
    return 'mn'.includes(letter) ? 'consonant' : 'vowel'
  }
  const lower = word.toLowerCase()
  if (/le?$/.test(lower)) return 'rieul'
  if (/(?:[mn]|ng|[aeiouy][mn]e|ck)$/.test(lower)) return 'consonant'
  return /(?:^|[^aeiouy])[aeiouy][bckpt]$/.test(lower) ? 'consonant' : 'vowel'
}
