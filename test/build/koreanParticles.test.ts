/** Korean messages write both forms of a particle after a variable; the window chooses one of them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { project } from './scratchProject.ts'

/** A variable, with what may close behind it, and one form of a particle. */
const bare = /\}(?:<\/\d+>|["”’\]])*(?:[을를은는이가와과로]|으로|이라|이며)(?![가-힣(])/

/** Returns the translations in a catalog in which one form of a particle follows a variable. */
const found = (catalog: string): readonly string[] => catalog.split('\n').filter((line) => bare.test(line))

describe('Korean messages', () => {
  it('have both forms of each particle after a variable', () => {
    expect(found(readFileSync(join(project, 'renderer/locales/ko/messages.po'), 'utf8'))).toEqual([])
  })

  it.each(['{name}를 연결', '{name}은 새', '“{name}”가 있음', '<0>{name}</0>으로', '{name}로'])(
    'are found with one form only: %s',
    (text) => {
      expect(found(`msgstr "${text}"`)).toHaveLength(1)
    },
  )

  it.each([
    '{name}을(를) 연결',
    '{name}(으)로',
    '{count}개',
    '{name} 이름',
    '{name}의 키',
    '{name}이름',
    '이름({name})을',
  ])('may have something else after a variable: %s', (text) => {
    expect(found(`msgstr "${text}"`)).toEqual([])
  })
})
