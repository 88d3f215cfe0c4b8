/** The check of the words in messages, documentation, comments and test titles (docs/style.md). */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allowed, findingsIn } from '../../scripts/style/rules.ts'
import { areas, longLines, longLinesIn, textsOf } from '../../scripts/style/texts.ts'
import { project, scratchFolder } from './scratchProject.ts'

const inText = (text: string, language: 'en' | 'ko' = 'en', file = 'a.md'): readonly string[] =>
  findingsIn({ file, line: 1, text, language }).map(({ found }) => found)

/** Returns what each area finds in a project that has only these files. */
async function inFiles(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = await scratchFolder()
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  return areas.flatMap((area) =>
    textsOf(area, folder)
      .flatMap(findingsIn)
      .map(({ file, line, found }) => `${area.name} ${file}:${line} ${found}`),
  )
}

describe('the style rules', () => {
  it.each(
    [
      'anew, mend, mended, Meanwhile, whoever, whatever, wherever, thereof, nobody, Somebody, nothing but',
      'lesser, goes on, comes back, in sight, tells, Beside, remark, remarks, rests, its way, colour',
      'colourful, favourite, behaviour, neighbours, cancelled, labelled, centre, licence, catalogue',
      'judgement, learnt, whilst, amongst, analysed, defence, recognise, organised, initialise, authorising',
      'organisation, serialisations, synchroniser',
    ].flatMap((line) => line.split(', ')),
  )('find "%s"', (word) => {
    expect(inText(`The server ${word} of it.`)).toEqual([word])
  })

  it('find words that a line break divides', () => {
    expect(inText('There is nothing\nbut this.\n * The poll goes\n * on.')).toEqual(['nothing but', 'goes * on'])
  })

  it.each([
    'Otherwise it promises a precise exercise, raises a surprise and revises the premises.',
    'We recommend an amendment. Besides, the tests foretell it. The crises of an enterprise arise.',
    'Initialize, authorize, recognize, organization, color, canceled, cancellation, license, catalog, judgment.',
  ])('accept "%s"', (text) => {
    expect(inText(text)).toEqual([])
  })

  it.each(['{}를 삭제합니다', '“{}”은 없습니다', '<0>{}</0>가 다릅니다', '{}로 이동', '#를 지웁니다', '{}와의 차이'])(
    'find the particle after a variable in "%s"',
    (text) => {
      expect(inText(text, 'ko')).toHaveLength(1)
    },
  )

  it.each(['확인하세요.', '다시 시도해 주세요', '“봉인”을 누르세요”'])('find the ending of "%s"', (text) => {
    expect(inText(text, 'ko')).toHaveLength(1)
  })

  it.each([
    '{}을(를) 삭제합니다. {}은(는) 없습니다. {}(으)로 이동합니다. {}와(과) {}이(가) 다릅니다.',
    '{}에서 {}까지, {}의 값, {}입니다. 이름을 확인하십시오. 세로로 표시합니다.',
    '{, plural, other {키 #개}}를 저장합니다.',
  ])('accept "%s"', (text) => {
    expect(inText(text, 'ko')).toEqual([])
  })

  it('allow a word only in the files of its entry', () => {
    expect(inText('bound to its way', 'en', 'electron/core/a.ts')).toEqual([])
    expect(inText('bound to its way', 'en', 'renderer/a.tsx')).toEqual(['its way'])
  })

  it('give a reason for each allowed word', () => {
    for (const { reason } of allowed) expect(reason.length).toBeGreaterThan(20)
  })
})

describe('the style check', () => {
  it('reads messages without the names of their variables', async () => {
    const found = await inFiles({
      'renderer/locales/en/messages.po': [
        'msgid ""',
        'msgstr ""',
        '"POT-Creation-Date: 2026-11-23 23:53+0000\\n"',
        '',
        '#. placeholder {0}: remarks',
        'msgid "{remarks, plural, one {# remark} other {# warnings}} in {whatever}"',
        'msgstr "{remarks, plural, one {# remark} other {# warnings}} in {whatever}"',
        '',
        'msgid ""',
        '"The rest of it "',
        '"tells a story"',
        'msgstr ""',
        '',
      ].join('\n'),
      'renderer/locales/ko/messages.po': 'msgid "Delete {name} anew"\nmsgstr "{name}를 삭제하세요"\n',
    })
    expect(found).toEqual([
      'messages renderer/locales/en/messages.po:6 remark',
      'messages renderer/locales/en/messages.po:9 tells',
      'messages renderer/locales/ko/messages.po:2 {}를',
      'messages renderer/locales/ko/messages.po:2 삭제하세요',
    ])
  })

  it('reads documents without code and link targets', async () => {
    const found = await inFiles({
      'README.md': 'Good.\n\n```\nnobody\n```\n\n`beside` [here](docs/whatever.md)\nThe colour\n',
      'README.ko.md': '실행하세요. beside\n',
      'docs/how-to/a.md': '- a list\n\n  ```ts\n  anew\n  ```\n\n| a | tells |\n',
    })
    expect(found).toEqual([
      'documentation README.ko.md:1 실행하세요',
      'documentation README.md:8 colour',
      'documentation docs/how-to/a.md:7 tells',
    ])
  })

  it('reads comments and test titles, but no code', async () => {
    const found = await inFiles({
      'electron/a.ts': "/**\n * Returns `anew`.\n * Mends it.\n */\nexport const beside = 'nobody' // whatever\n",
      'policy/a.ts': '// lesser\n',
      'renderer/a.tsx': 'export const A = () => <p>{/* meanwhile */}remarks</p>\n',
      'renderer/a.module.css': '/* the colour */\n.beside { color: red }\n',
      'scripts/a.mjs': "#!/usr/bin/env node\n// rests\nconsole.log('tells')\n",
      'test/a.test.ts': [
        "import { describe, it } from 'vitest'",
        "describe('whoever', () => {",
        '  it.each([1])(`goes on with ${1}`, () => {})',
        "  it.skipIf(true)('comes back', () => call('beside'))",
        '})',
      ].join('\n'),
    })
    expect(found).toEqual([
      'comments electron/a.ts:3 Mends',
      'comments electron/a.ts:5 whatever',
      'comments policy/a.ts:1 lesser',
      'comments renderer/a.module.css:1 colour',
      'comments renderer/a.tsx:1 meanwhile',
      'comments scripts/a.mjs:2 rests',
      'test titles test/a.test.ts:2 whoever',
      'test titles test/a.test.ts:3 goes on',
      'test titles test/a.test.ts:4 comes back',
    ])
  })

  it('finds long lines outside of tables and code', () => {
    const long = 'word '.repeat(25)
    expect(longLinesIn(`${long}\n| ${long} |\n\`\`\`\n${long}\n\`\`\`\n- ${long}\n`)).toEqual([1, 6])
  })

  it('reads texts of every area of this project', () => {
    for (const area of areas) expect(textsOf(area, project).length).toBeGreaterThan(20)
  })

  it('finds nothing in any of them', () => {
    expect(areas.flatMap((area) => textsOf(area, project).flatMap(findingsIn))).toEqual([])
    expect(longLines(project)).toEqual([])
  })
})
