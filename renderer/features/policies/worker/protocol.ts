/** What the window asks the worker about a policy's text. All offsets are into the text as it was sent. */
import type { Capability, Dialect } from '../../../../policy/dialect.ts'
import type { FindingCode, LintMount, Severity } from '../../../../policy/lint/finding.ts'
import type { ProblemCode } from '../../../../policy/problems.ts'
import type { NewRule } from '../../../../policy/ruleText.ts'

/** What a text is read against. */
export interface Setting {
  readonly dialect: Dialect
  /** Milliseconds since 1970. */
  readonly now: number
  /** What is known of the server. */
  readonly mounts: readonly LintMount[]
  /** What the policy is saved under; empty while it has no name. */
  readonly name: string
  /** All of them are known, so that one that is missing is a mistake. */
  readonly allMounts: boolean
}

export interface Edit {
  readonly from: number
  readonly to: number
  readonly insert: string
}

/** Something to say about a place. `problem`: the server refuses the text. */
export interface Remark {
  readonly kind: 'problem' | 'finding'
  readonly code: ProblemCode | FindingCode
  readonly severity: Severity
  readonly from: number
  readonly to: number
  /** From 1. */
  readonly line: number
  readonly column: number
  /** Names, numbers and what was expected or found, for the words. */
  readonly parameters: Readonly<Record<string, string>>
  readonly fix: readonly Edit[] | null
  /** The fix may allow more than the text does: ask first. */
  readonly changesAccess: boolean
}

/** An argument of a rule beside its capabilities. */
export interface RuleArgument {
  readonly name: string
  /** Its value as it is written, or its beginning. */
  readonly value: string
  readonly isCut: boolean
}

/** A rule as the builder shows it. */
export interface RuleRow {
  /** Its place among the rules that could be read. */
  readonly index: number
  readonly from: number
  readonly to: number
  readonly line: number
  /** Its beginning where it is longer than anybody reads. */
  readonly path: string
  readonly isCut: boolean
  readonly kind: 'exact' | 'prefix' | 'segments'
  readonly capabilities: readonly Capability[]
  readonly templated: boolean
  readonly expired: boolean
  readonly arguments: readonly RuleArgument[]
  /** It is changed as text alone: JSON that only the servers read. */
  readonly isFixed: boolean
  readonly mount: LintMount | null
}

export interface Analysis {
  /** The server would take it. */
  readonly isAccepted: boolean
  readonly form: 'hcl' | 'json'
  /** JSON that the servers read and nobody else does. */
  readonly isLooseJson: boolean
  /** The whole is base64, so that no place in it means anything. */
  readonly isBase64: boolean
  /** Some lines end as those of Windows do. */
  readonly hasCarriageReturns: boolean
  readonly ruleCount: number
  /** The gravest first where there are more than could be shown, else in order of place. */
  readonly remarks: readonly Remark[]
  readonly counts: Readonly<Record<Severity, number>>
  /** Rules that fit what was asked for, up to the limit. */
  readonly rows: readonly RuleRow[]
  readonly rowCount: number
}

/** A change to one rule, or a rule that is new. */
export type RuleChange =
  | { readonly kind: 'capability'; readonly index: number; readonly name: Capability; readonly isOn: boolean }
  | { readonly kind: 'path'; readonly index: number; readonly path: string }
  | { readonly kind: 'remove'; readonly index: number }
  /** A null value takes the argument out. */
  | { readonly kind: 'argument'; readonly index: number; readonly name: string; readonly value: string | null }
  | { readonly kind: 'add'; readonly rules: readonly NewRule[] }

export interface CompletionAnswer {
  readonly from: number
  readonly to: number
  readonly kind: 'block' | 'argument' | 'list' | 'capability' | 'old-policy' | 'path' | 'template'
  readonly options: readonly string[]
  /** What an option is about, where its text does not say it: the mount of an accessor. */
  readonly hints: Readonly<Record<string, string>>
  readonly needsQuotes: boolean
  /** A folder whose names could follow; `before` stands before each of them. */
  readonly listing: { readonly mount: string; readonly folder: string; readonly before: string } | null
}

/** The rules that decide about a path, and those that would without them. */
export interface DecisionAnswer {
  readonly isAllowed: boolean
  /** As the server would answer for the path. */
  readonly capabilities: readonly string[]
  readonly by: DecidingRule | null
  readonly beaten: readonly DecidingRule[]
  /** Paths of rules with a template, which only a server can fill. */
  readonly templated: readonly string[]
}

export interface DecidingRule {
  readonly pattern: string
  readonly capabilities: readonly string[]
  /** Where its first rule stands; null for one of another policy. */
  readonly from: number | null
  readonly line: number | null
}

/** What a change of the text allows that the text does not. */
export interface GainsAnswer {
  readonly gains: readonly { readonly path: string; readonly capabilities: readonly Capability[] }[]
  /** There are more of them. */
  readonly more: number
}

export interface Questions {
  gains: { readonly ask: { readonly edits: readonly Edit[] }; readonly answer: GainsAnswer }
  analyze: { readonly ask: { readonly filter: string; readonly limit: number }; readonly answer: Analysis }
  /** Null: there is nothing to lay out, or it is better left alone. */
  format: { readonly ask: object; readonly answer: { readonly text: string } | null }
  /** The policy in HCL; null where that has no words that mean the same. */
  hcl: { readonly ask: object; readonly answer: { readonly text: string } | null }
  complete: { readonly ask: { readonly offset: number }; readonly answer: CompletionAnswer | null }
  /** The rule at an offset. */
  rule: { readonly ask: { readonly offset: number }; readonly answer: RuleRow | null }
  /** Null where a person has to write it. */
  change: { readonly ask: { readonly change: RuleChange }; readonly answer: readonly Edit[] | null }
  decide: {
    readonly ask: { readonly path: string; readonly operation: Capability; readonly withDefault: string | null }
    readonly answer: DecisionAnswer
  }
}
export type QuestionKind = keyof Questions

/** One question with the text that it is about. */
export type Question = {
  [K in QuestionKind]: { readonly kind: K; readonly text: string; readonly setting: Setting } & Questions[K]['ask']
}[QuestionKind]
export type AnswerTo<K extends QuestionKind> = Questions[K]['answer']

/** What goes to the worker. Without a text, the question is about the one that went before. */
export interface Asking {
  readonly id: number
  readonly question: Omit<Question, 'text'>
  readonly text?: string
}
