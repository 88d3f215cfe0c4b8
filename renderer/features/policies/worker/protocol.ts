/** The questions of the window to the worker about a policy's text. All offsets are into the text as it was sent. */
import type { Capability, Dialect } from '../../../../policy/dialect.ts'
import type { FindingCode, LintMount, Severity } from '../../../../policy/lint/finding.ts'
import type { ProblemCode } from '../../../../policy/problems.ts'
import type { NewRule } from '../../../../policy/ruleText.ts'

/** The setting in which a text is read. */
export interface Setting {
  readonly dialect: Dialect
  /** Milliseconds since 1970. */
  readonly now: number
  /** The known mounts of the server. */
  readonly mounts: readonly LintMount[]
  /** The name under which the policy is saved; empty while it has no name. */
  readonly name: string
  /** Whether all mounts are known, so that a missing one is a mistake. */
  readonly allMounts: boolean
}

export interface Edit {
  readonly from: number
  readonly to: number
  readonly insert: string
}

/** A warning or an error at a position. `problem`: the server refuses the text. */
export interface Remark {
  readonly kind: 'problem' | 'finding'
  readonly code: ProblemCode | FindingCode
  readonly severity: Severity
  readonly from: number
  readonly to: number
  /** From 1. */
  readonly line: number
  readonly column: number
  /** Names, numbers and the expected or found token, for the message. */
  readonly parameters: Readonly<Record<string, string>>
  readonly fix: readonly Edit[] | null
  /** The fix may allow more than the text does, so it needs a confirmation. */
  readonly changesAccess: boolean
}

/** An argument of a rule other than its capabilities. */
export interface RuleArgument {
  readonly name: string
  /** Its value as written, or the beginning of it. */
  readonly value: string
  readonly isCut: boolean
}

/** A rule in the form in which the builder shows it. */
export interface RuleRow {
  /** Its index among the rules that could be read. */
  readonly index: number
  readonly from: number
  readonly to: number
  readonly line: number
  /** Only its beginning if it is too long to read. */
  readonly path: string
  readonly isCut: boolean
  readonly kind: 'exact' | 'prefix' | 'segments'
  readonly capabilities: readonly Capability[]
  readonly templated: boolean
  readonly expired: boolean
  readonly arguments: readonly RuleArgument[]
  /** Whether it can only be changed as text: JSON that only the servers read. */
  readonly isFixed: boolean
  readonly mount: LintMount | null
}

export interface Analysis {
  /** Whether the server would accept it. */
  readonly isAccepted: boolean
  readonly form: 'hcl' | 'json'
  /** Whether it is JSON that only the servers read. */
  readonly isLooseJson: boolean
  /** Whether the whole text is base64, so that positions in it have no meaning. */
  readonly isBase64: boolean
  /** Whether some lines end with a carriage return, as on Windows. */
  readonly hasCarriageReturns: boolean
  readonly ruleCount: number
  /** The most severe first if there are more than can be shown, otherwise in order of position. */
  readonly remarks: readonly Remark[]
  readonly counts: Readonly<Record<Severity, number>>
  /** Rules that match the filter, up to the limit. */
  readonly rows: readonly RuleRow[]
  readonly rowCount: number
}

/** A change to one rule, or a new rule. */
export type RuleChange =
  | { readonly kind: 'capability'; readonly index: number; readonly name: Capability; readonly isOn: boolean }
  | { readonly kind: 'path'; readonly index: number; readonly path: string }
  | { readonly kind: 'remove'; readonly index: number }
  /** A null value removes the argument. */
  | { readonly kind: 'argument'; readonly index: number; readonly name: string; readonly value: string | null }
  | { readonly kind: 'add'; readonly rules: readonly NewRule[] }

export interface CompletionAnswer {
  readonly from: number
  readonly to: number
  readonly kind: 'block' | 'argument' | 'list' | 'capability' | 'old-policy' | 'path' | 'template'
  readonly options: readonly string[]
  /** The meaning of an option, if its text does not include it: the mount of an accessor. */
  readonly hints: Readonly<Record<string, string>>
  readonly needsQuotes: boolean
  /** A folder whose names could follow; `before` precedes each of them. */
  readonly listing: { readonly mount: string; readonly folder: string; readonly before: string } | null
}

/** The rules that decide about a path, and those that would decide without them. */
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
  /** The position of its first rule; null for one of another policy. */
  readonly from: number | null
  readonly line: number | null
}

/** The access that a change of the text would add. */
export interface GainsAnswer {
  readonly gains: readonly { readonly path: string; readonly capabilities: readonly Capability[] }[]
  /** How many more there are. */
  readonly more: number
}

export interface Questions {
  gains: { readonly ask: { readonly edits: readonly Edit[] }; readonly answer: GainsAnswer }
  analyze: { readonly ask: { readonly filter: string; readonly limit: number }; readonly answer: Analysis }
  /** Null: there is nothing to format, or the text should not be changed. */
  format: { readonly ask: object; readonly answer: { readonly text: string } | null }
  /** The policy in HCL; null if HCL has no form with the same meaning. */
  hcl: { readonly ask: object; readonly answer: { readonly text: string } | null }
  complete: { readonly ask: { readonly offset: number }; readonly answer: CompletionAnswer | null }
  /** The rule at an offset. */
  rule: { readonly ask: { readonly offset: number }; readonly answer: RuleRow | null }
  /** Null if a person has to write it. */
  change: { readonly ask: { readonly change: RuleChange }; readonly answer: readonly Edit[] | null }
  decide: {
    readonly ask: { readonly path: string; readonly operation: Capability; readonly withDefault: string | null }
    readonly answer: DecisionAnswer
  }
}
export type QuestionKind = keyof Questions

/** One question with its text. */
export type Question = {
  [K in QuestionKind]: { readonly kind: K; readonly text: string; readonly setting: Setting } & Questions[K]['ask']
}[QuestionKind]
export type AnswerTo<K extends QuestionKind> = Questions[K]['answer']

/** The message to the worker. Without a text, the question is about the text of an earlier message. */
export interface Asking {
  readonly id: number
  readonly question: Omit<Question, 'text'>
  readonly text?: string
}
