/** Answers one question: what the worker does, without the worker. */
import { formatPolicy } from '../../../lib/policy/print.ts'
import { hclOf } from '../../../lib/policy/toHcl.ts'
import { analyse, ruleAt } from './analyse.ts'
import { changeRule } from './change.ts'
import { complete } from './complete.ts'
import { decide } from './decide.ts'
import type { AnswerTo, Question, QuestionKind } from './protocol.ts'
import { readingOf } from './reading.ts'

export function answer(question: Question): AnswerTo<QuestionKind> {
  const { text, setting } = question
  switch (question.kind) {
    case 'analyse':
      return analyse(text, setting, question.filter, question.limit)
    case 'format': {
      const formatted = formatPolicy(readingOf(text, setting).policy)
      return formatted === null ? null : { text: formatted }
    }
    case 'hcl': {
      const hcl = hclOf(readingOf(text, setting).policy, setting.now)
      return hcl === null ? null : { text: hcl }
    }
    case 'complete':
      return complete(text, setting, question.offset)
    case 'rule':
      return ruleAt(text, setting, question.offset)
    case 'change':
      return changeRule(text, setting, question.change)
    case 'decide':
      return decide(text, setting, question.path, question.operation, question.withDefault)
  }
}
