/** Answers one question: the worker's code without the worker. */
import { formatPolicy } from '../../../../policy/print.ts'
import { hclOf } from '../../../../policy/toHcl.ts'
import { analyze, ruleAt } from './analyze.ts'
import { changeRule } from './change.ts'
import { complete } from './complete.ts'
import { decide } from './decide.ts'
import { gains } from './gains.ts'
import type { AnswerTo, Question, QuestionKind } from './protocol.ts'
import { readingOf } from './reading.ts'

export function answer(question: Question): AnswerTo<QuestionKind> {
  const { text, setting } = question
  switch (question.kind) {
    case 'analyze':
      return analyze(text, setting, question.filter, question.limit)
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
    case 'gains':
      return gains(text, setting, question.edits)
    case 'decide':
      return decide(text, setting, question.path, question.operation, question.withDefault)
  }
}
