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
        return t`${open}, because a name with a label starts a block`
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
        return t`a JSON value`
      case 'json-object':
        return t`a JSON object`
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
        return t`A policy can't be empty. For a policy without permissions, write a comment.`
      case 'too-large':
        return t`The text has more than ${limit} bytes. The server doesn't accept it.`
      case 'too-deep':
        return t`Blocks and lists are nested more than ${limit} levels deep.`
      case 'api-body':
        return t`This is API JSON that contains a policy, not the policy itself.`
      case 'terraform':
        return more['count'] === '1'
          ? t`This is a Terraform file that contains a policy, not the policy itself.`
          : t`This is a Terraform file that contains several policies. Use only one of them.`
      case 'nul':
        return t`Policies can't have NUL characters.`
      case 'byte-order-mark':
        return t`The text starts with a byte order mark, which the server can't read.`
      case 'illegal-character':
        return t`The character ${character} isn't allowed here.`
      case 'illegal-encoding':
        return t`Invalid character: the text isn't valid UTF-8.`
      case 'string-not-ended':
        return t`This quoted text isn't closed. The closing quote is missing on its line.`
      case 'comment-not-ended':
        return t`This comment isn't closed: */ is missing.`
      case 'heredoc-not-ended':
        return t`This multi-line text isn't closed. Put its delimiter on a line of its own.`
      case 'heredoc-anchor':
        return t`<< needs a delimiter and a line break.`
      case 'illegal-escape':
        return t`${escape} isn't a valid escape sequence. For a backslash, write two.`
      case 'illegal-number':
        return t`This isn't a valid number.`
      case 'expected':
        return found === ''
          ? t`Expected ${expected}; the text ends here.`
          : t`Expected ${expected}; found ${found.slice(0, 40)}.`
      case 'already-set':
        return t`${name} is set twice in this block.`
      case 'unknown-key':
        return meant === ''
          ? t`${name} isn't valid here. A policy consists of path blocks.`
          : t`${name} isn't valid here. Did you mean ${meant}?`
      case 'unknown-rule-key':
        return meant === ''
          ? t`A rule has no ${name}. Available: ${known}.`
          : t`A rule has no ${name}. Did you mean ${meant}?`
      case 'wrong-type':
        return t`Expected ${expected} here.`
      case 'not-a-number':
        return t`${number} isn't a number.`
      case 'number-too-large':
        return t`${number} is too large.`
      case 'undecodable':
        return t`The server can't decode this text.`
      case 'unknown-capability':
        return meant === ''
          ? t`Unknown capability ${name}. Available: ${known}.`
          : t`Unknown capability ${name}. Did you mean ${meant}?`
      case 'unknown-old-policy':
        return t`Unknown policy value ${name}. Available: ${known}.`
      case 'plus-star':
        return t`+* isn't allowed in a path: + must be a whole segment.`
      case 'template-braces':
        return t`The braces of a template don't match: two opening braces need two closing braces.`
      case 'bad-duration':
        return t`${name} isn't a duration. Write 30s, 5m or 1h.`
      case 'bad-time':
        return t`${name} isn't a time. Write 2030-01-31T12:00:00Z.`
      case 'wrapping-order':
        return t`The maximum wrapping TTL is shorter than the minimum.`
      case 'control-group-factors':
        return t`A control group needs at least one factor.`
      case 'control-group-factor':
        return t`The factor ${name} requires a group and at least one approval.`
      case 'control-group-capability':
        return t`The factor ${name} controls ${capability}, which the rule doesn't grant.`
      case 'filter-needs-list':
        return t`A list filter requires the list capability.`
      case 'filter-template':
        return t`This filter isn't a template with .key.`
    }
  }
}
