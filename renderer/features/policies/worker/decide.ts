/** The decision of a policy about one request. */
import { Acl, type Grant } from '../../../../policy/match.ts'
import type { Capability } from '../../../../policy/dialect.ts'
import { readPolicy } from '../../../../policy/meaning.ts'
import type { DecidingRule, DecisionAnswer, Setting } from './protocol.ts'
import { readingOf, type Reading } from './reading.ts'

/** The policy's name for the simulator; no real policy can have it. */
const own = '/'
const maxCount = 20

/** `withDefault`: the text of `default`, which tokens have in addition. */
export function decide(
  text: string,
  setting: Setting,
  path: string,
  operation: Capability,
  withDefault: string | null,
): DecisionAnswer {
  const reading = readingOf(text, setting)
  const { dialect, now } = setting
  const beside =
    withDefault === null ? [] : [{ name: 'default', rules: readPolicy(withDefault, { dialect, now }).rules }]
  const acl = new Acl([{ name: own, rules: reading.policy.rules }, ...beside], { dialect })
  const { by, beaten, capabilities } = acl.decide(path, operation)
  return {
    isAllowed: capabilities.includes(operation),
    capabilities,
    by: by === null ? null : rule(reading, by),
    beaten: beaten.slice(0, maxCount).map((grant) => rule(reading, grant)),
    templated: acl.leftOut
      .flatMap(({ rule: { templated, written } }) => (templated ? [written] : []))
      .slice(0, maxCount),
  }
}

function rule(reading: Reading, { text, capabilities, rules }: Grant): DecidingRule {
  const first = rules.find(({ policy }) => policy === own)
  const from = first === undefined ? null : reading.written(first.rule.start)
  return { pattern: text, capabilities, from, line: from === null ? null : reading.lines.at(from).line }
}
