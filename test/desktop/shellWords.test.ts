/** The shell's messages for people, in both languages. */
import { describe, expect, it } from 'vitest'
import { languages } from '../../electron/contract/language.ts'
import { words } from '../../electron/desktop/words.ts'

describe.each(languages)('the messages of the shell in %s', (language) => {
  const { leave, choose, clusterLost, sealed, refusedStart, cannotStart, menu, touchId } = words[language]

  it('are complete, and menu items differ from each other', () => {
    const texts = [...Object.values(menu), ...Object.values(choose), clusterLost.body, sealed.body, touchId]
    for (const text of texts) expect(text).not.toBe('')
    expect(new Set(Object.values(choose)).size).toBe(3)
    for (const text of [leave.quitTitle, leave.closeTitle, leave.quit, leave.close, leave.stay])
      expect(text).not.toBe('')
    expect(leave.quit).not.toBe(leave.close)
    expect(clusterLost.body).not.toBe(sealed.body)
  })

  it('name the losses, and explain whether a draft or keys survive', () => {
    for (const kind of ['edit', 'form', 'ceremony'] as const) {
      for (const fate of ['kept', 'lost'] as const) expect(leave.line[kind][fate]('prod/db')).toContain('prod/db')
    }
    expect(leave.line.edit.kept('x')).not.toBe(leave.line.edit.lost('x'))
    expect(leave.line.ceremony.kept('x')).not.toBe(leave.line.ceremony.lost('x'))
    expect(clusterLost.title('prod')).toContain('prod')
    expect(sealed.title('prod')).toContain('prod')
    expect(sealed.title('prod')).not.toBe(clusterLost.title('prod'))
  })

  it('explain a start that is refused: a missing sandbox differently from another argument', () => {
    expect(refusedStart.title).not.toBe('')
    expect(refusedStart.reason('--no-sandbox')).toMatch(/--no-sandbox.*AppImage.*deb.*rpm/)
    expect(refusedStart.reason('--inspect')).toContain('--inspect')
    expect(refusedStart.reason('--inspect')).not.toContain('AppImage')
  })

  it('explain a start that fails: by the file and its error, or by the message', () => {
    expect(cannotStart.title).not.toBe('')
    const ofFile = cannotStart.reason({ kind: 'file', path: '/data/settings.json', code: 'EACCES' })
    expect(ofFile).toMatch(/\/data\/settings\.json.*EACCES/)
    expect(cannotStart.reason({ kind: 'other', message: 'the message' })).toBe('the message')
  })
})
