/** Writes a rule in HCL. */
import type { Capability } from './dialect.ts'
import { quote } from './strings.ts'

export interface NewRule {
  readonly path: string
  readonly capabilities: readonly Capability[]
  /** A description of the rule; a comment above it in HCL. JSON has none. */
  readonly comment?: string
}

/** Returns a rule in HCL, without a line break at its end. */
export function ruleText({ path, capabilities, comment }: NewRule): string {
  const above = comment === undefined ? '' : `${commentText(comment)}\n`
  return `${above}path ${quote(path)} {\n  capabilities = [${capabilities.map(quote).join(', ')}]\n}`
}

/** Returns the comment with a `#` before each line, without characters that policies do not allow. */
const commentText = (comment: string): string =>
  comment
    .replaceAll(/[\0\u{e123}]/gu, '')
    .split(/\r\n|\r|\n/)
    .map((line) => `# ${line}`.trimEnd())
    .join('\n')
