/** Messages for what the server would refuse: the error, and what was expected. */
import { useLingui } from '@lingui/react/macro'
import type { ProblemCode } from '../../../../policy/problems.ts'

/** Characters with a meaning in the catalog's message format are passed as values. */
const [open, close] = ['{', '}']

export type Parameters = Readonly<Record<string, string>>

/** The token that the grammar expects at a place, as text. */
function useExpectedWords(): (expected: string) => string {
  const { t } = useLingui()
  return (expected) => {
    switch (expected) {
      case 'name':
        return t`a name, such as path`
      case 'name-or-brace':
        return t`= or ${open}`
      case 'brace':
        return t`${open}, because a name with a label begins a block`
      case 'value':
        return t`a value: text in quotes, a number, true, a list or a block`
      case 'closing-brace':
        return t`a ${close} that closes this block`
      case 'comma-or-bracket':
        return t`a comma or ]`
      case 'list-value':
        return t`a value of the list, or ]`
      case 'json-name':
        return t`a name in quotes and a colon`
      case 'json-value':
        return t`a value of JSON`
      case 'json-object':
        return t`an object of JSON`
      case 'string':
        return t`a text in quotes`
      case 'integer':
        return t`a whole number`
      case 'number':
        return t`a number`
      case 'bool':
        return t`true or false`
      case 'list':
        return t`a list in square brackets`
      case 'map':
      case 'block':
      case 'fields':
        return t`a block in braces`
      default:
        return expected
    }
  }
}

export function useProblemMessages(): (code: ProblemCode, parameters: Parameters) => string {
  const { t } = useLingui()
  const expectedWords = useExpectedWords()
  // Every code of the list: a new one without a message does not compile.
  return (code, { name = '', meant = '', found = '', ...more }) => {
    const expected = expectedWords(more['expected'] ?? '')
    const known = (more['known'] ?? '').replaceAll(' ', ', ')
    const capability = more['capability'] ?? ''
    const escape = more['escape'] ?? ''
    const character = more['character'] ?? ''
    const number = more['text'] ?? ''
    const limit = more['limit'] ?? ''
    switch (code) {
      case 'empty':
        return t`A policy cannot be empty. For one that gives nothing, write a comment.`
      case 'too-large':
        return t`The text has more than ${limit} bytes, which the server does not take.`
      case 'too-deep':
        return t`Blocks and lists stand more than ${limit} deep in each other.`
      case 'api-body':
        return t`This is JSON of the API with a policy in it, not the policy itself.`
      case 'terraform':
        return more['count'] === '1'
          ? t`This is a Terraform file with a policy in it, not the policy itself.`
          : t`This is a Terraform file with several policies in it. Take over one of them.`
      case 'nul':
        return t`There is a NUL character, which no policy may hold.`
      case 'byte-order-mark':
        return t`There is a byte order mark before the text, which the server cannot read.`
      case 'illegal-character':
        return t`The character ${character} cannot stand here.`
      case 'illegal-encoding':
        return t`This character is broken: the text is not proper UTF-8.`
      case 'string-not-ended':
        return t`This text in quotes has no end. A closing quote is missing on its line.`
      case 'comment-not-ended':
        return t`This comment has no end: */ is missing.`
      case 'heredoc-not-ended':
        return t`This text of several lines has no end: its closing word is missing on a line of its own.`
      case 'heredoc-anchor':
        return t`Behind << stands a word, and then a new line.`
      case 'illegal-escape':
        return t`The backslash makes ${escape}, which means nothing. Write two backslashes for one.`
      case 'illegal-number':
        return t`This is not a number that can be read.`
      case 'expected':
        return found === ''
          ? t`Expected ${expected}; the text ends here.`
          : t`Expected ${expected}; found ${found.slice(0, 40)}.`
      case 'already-set':
        return t`${name} is set twice in this block.`
      case 'unknown-key':
        return meant === ''
          ? t`${name} is not known here. A policy is made of path blocks.`
          : t`${name} is not known here. Did you mean ${meant}?`
      case 'unknown-rule-key':
        return meant === ''
          ? t`A rule has no ${name}. It may have: ${known}.`
          : t`A rule has no ${name}. Did you mean ${meant}?`
      case 'wrong-type':
        return t`Expected ${expected} here.`
      case 'not-a-number':
        return t`${number} is not a number.`
      case 'number-too-large':
        return t`${number} is too large.`
      case 'undecodable':
        return t`The server cannot decode this text.`
      case 'unknown-capability':
        return meant === ''
          ? t`There is no capability ${name}. There are: ${known}.`
          : t`There is no capability ${name}. Did you mean ${meant}?`
      case 'unknown-old-policy':
        return t`There is no policy word ${name}. There are: ${known}.`
      case 'plus-star':
        return t`+* is not allowed in a path: + stands for a whole segment.`
      case 'template-braces':
        return t`The braces of a template do not pair: what two of them open, two must close.`
      case 'bad-duration':
        return t`${name} is not a duration. Write 30s, 5m or 1h.`
      case 'bad-time':
        return t`${name} is not a time. Write 2030-01-31T12:00:00Z.`
      case 'wrapping-order':
        return t`The longest wrapping time is shorter than the shortest.`
      case 'control-group-factors':
        return t`A control group needs at least one factor.`
      case 'control-group-factor':
        return t`The factor ${name} needs a group and a number of approvals above zero.`
      case 'control-group-capability':
        return t`The factor ${name} controls ${capability}, which the rule does not give.`
      case 'filter-needs-list':
        return t`A filter of listings needs the capability list.`
      case 'filter-template':
        return t`This filter is not a template that names .key.`
    }
  }
}
