/** The words that Strongroom's texts avoid, with their replacements (docs/style.md). */

export interface Rule {
  readonly pattern: RegExp
  /** What to write instead. */
  readonly instead: string
  /** Words that the pattern matches and that are right. */
  readonly except?: RegExp
}

/** Words that end in -ise in American English, too. */
const endsInIse =
  /^(?:\w*w|(?:com)?prom|exerc|prec|conc|superv|telev|adv|dev|rev|improv|a?r|sunr|cr|(?:ap)?pra|ra|no|po|(?:dis)?gu|surpr|enterpr|expert|prem|compr|dem|[ei]xc|advert|bru|cru|franch|parad|merchand|treat)is(?:e[drs]?|ers|ing)$/i

const words: readonly Rule[] = [
  { pattern: /\banew\b/gi, instead: 'again' },
  { pattern: /\bmend(?:s|ed|ing)?\b/gi, instead: 'fix' },
  { pattern: /\bmeanwhile\b/gi, instead: 'at the same time, since then' },
  { pattern: /\bwhoever\b/gi, instead: 'anyone who' },
  { pattern: /\bwhatever\b/gi, instead: 'any, everything that' },
  { pattern: /\bwherever\b/gi, instead: 'everywhere that, where' },
  { pattern: /\bthereof\b/gi, instead: 'of it' },
  { pattern: /\bnobody\b/gi, instead: 'no one, or name who' },
  { pattern: /\bsomebody\b/gi, instead: 'someone' },
  { pattern: /\bnothing[\s*]+but\b/gi, instead: 'only' },
  { pattern: /\blesser\b/gi, instead: 'less privileged, smaller' },
  { pattern: /\bgoes[\s*]+on\b/gi, instead: 'continues' },
  { pattern: /\bcomes[\s*]+back\b/gi, instead: 'returns, is restored' },
  { pattern: /\bin[\s*]+sight\b/gi, instead: 'visible' },
  { pattern: /\btells\b/gi, instead: 'returns, reports, shows' },
  { pattern: /\bbeside\b/gi, instead: 'next to, in addition to' },
  { pattern: /\bremark(?:s|ed)?\b/gi, instead: 'warning, suggestion' },
  { pattern: /\brests\b/gi, instead: 'is stored' },
  { pattern: /\bits[\s*]+way\b/gi, instead: 'its settings, its path' },
]

const spellings: readonly Rule[] = [
  { pattern: /\b\w*colour\w*/gi, instead: 'color' },
  { pattern: /\b\w*favour\w*/gi, instead: 'favor' },
  { pattern: /\b\w*behaviour\w*/gi, instead: 'behavior' },
  { pattern: /\b\w*neighbour\w*/gi, instead: 'neighbor' },
  { pattern: /\b\w*honour\w*/gi, instead: 'honor' },
  { pattern: /\b(?:cancel|label|model|signal|travel|channel)l(?:ed|ing)\b/gi, instead: 'one l' },
  { pattern: /\bcentre[sd]?\b/gi, instead: 'center' },
  { pattern: /\blicence[sd]?\b/gi, instead: 'license' },
  { pattern: /\b(?:de|of)fence\b/gi, instead: '-ense' },
  { pattern: /\bcatalogue[sd]?\b/gi, instead: 'catalog' },
  { pattern: /\b(?:ac|fore)?(?:knowled|jud)gement\w*/gi, instead: '-dgment' },
  { pattern: /\blearnt\b/gi, instead: 'learned' },
  { pattern: /\b(?:whil|among)st\b/gi, instead: 'while, among' },
  { pattern: /\banalys(?:ed?|ing)\b/gi, instead: 'analyze' },
  { pattern: /\b\w{2,}is(?:ations?|e[drs]?|ers|ing)\b/gi, instead: '-ize', except: endsInIse },
]

const korean: readonly Rule[] = [
  {
    pattern: /(?:\{\}|#)(?:<\/\d+>)?["”’']?(?:으로|로|을|를|은|는|이|가|과|와)(?:는|의|도|만|부터)?(?![가-힣(])/g,
    instead: 'a pair of particles, such as 을(를) (docs/style.md)',
  },
  { pattern: /[가-힣]*세요(?![가-힣])/g, instead: '…하십시오' },
]

/** A word that a rule would find but that is right there. */
export interface Allowed {
  readonly text: string
  readonly files: RegExp
  readonly reason: string
}

export const allowed: readonly Allowed[] = [
  {
    text: 'its way',
    files: /^(?:electron|test|docs)\//,
    reason: 'a way is the set of fields that decide where requests arrive (docs/glossary.md)',
  },
]

export interface Finding {
  readonly file: string
  readonly line: number
  readonly found: string
  readonly instead: string
}

export interface Text {
  readonly file: string
  readonly line: number
  readonly text: string
  readonly language: 'en' | 'ko'
}

/** Returns what the rules find in a text. */
export function findingsIn({ file, line, text, language }: Text): readonly Finding[] {
  const rules = language === 'ko' ? korean : [...words, ...spellings]
  return rules.flatMap(({ pattern, instead, except }) =>
    [...text.matchAll(pattern)]
      .filter(([found]) => except?.test(found) !== true)
      .filter(
        ([found]) =>
          !allowed.some((one) => one.text === found.toLowerCase().replaceAll(/[\s*]+/g, ' ') && one.files.test(file)),
      )
      .map(({ 0: found, index }) => ({
        file,
        line: line + text.slice(0, index).split('\n').length - 1,
        found: found.replaceAll(/\s+/g, ' '),
        instead,
      })),
  )
}
