/**
 * The double's context bridge behaves like Electron's in each case of spec/api-context-bridge.spec.ts and
 * shell/renderer/api/electron_api_context_bridge.cc in electron/electron, and of
 * https://www.electronjs.org/docs/latest/api/context-bridge.
 */
import type { Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DoubleApp } from './launch.ts'
import { seenBy, type SmallApps, startSmallApps } from './smallApp.ts'

const preload = `
  const { contextBridge, ipcRenderer } = require('electron')
  const attempt = (work) => { try { work(); return 'done' } catch (problem) { return problem.message } }
  const symbol = Symbol('unique')
  const nest = (depth, wrap) => { let value = wrap(); for (let i = 1; i < depth; i++) value = wrap(value); return value }
  class Thing { own = 1; get inherited() { return 2 } method() {} }
  let kept
  ipcRenderer.on('call-kept', () => kept?.('from the preload'))
  contextBridge.exposeInMainWorld('example', {
    number: 123, text: 'my words', boolean: true, big: 10n, nothing: null, none: undefined, symbol,
    values: [null, undefined, [1, 'two', { three: 3 }]],
    bytes: new Uint8Array([1, 2, 3]),
    same: (value) => value,
    areSame: (one, other) => one === other,
    isSymbol: (value) => value === symbol,
    keyed: () => ({ [symbol]: 'by a symbol' }),
    call: (back, ...values) => back(...values),
    keep: (back) => { kept = back },
    typeOf: (value) => typeof value,
    later: () => new Promise((resolve) => setTimeout(() => resolve('late'), 5)),
    laterTwice: async () => Promise.resolve({ inner: Promise.resolve('inner') }),
    rejects: async () => { throw Object.assign(new RangeError('rejected'), { code: 'E_CODE', cause: 1 }) },
    rejectsText: async () => { throw 'a text' },
    rejectsDom: async () => { throw new DOMException('gone', 'AbortError') },
    resolvesOdd: async () => Object(Symbol('odd')),
    throws: () => { throw new TypeError('oh no') },
    throwsText: () => { throw 'a text' },
    throwsDom: () => { throw new DOMException('gone', 'AbortError') },
    error: () => Object.assign(new RangeError('too far'), { code: 'E_CODE' }),
    domError: () => new DOMException('gone', 'AbortError'),
    thing: () => new Thing(),
    address: () => new URL('app://bundle/'),
    cycle: () => { const one = { value: 1 }; one.self = one; one.list = [one]; return one },
    arrayCycle: () => { const list = []; list.push(list); return list },
    arrays: (depth) => nest(depth, (value) => (value === undefined ? [] : [value])),
    objects: (depth) => nest(depth, (value) => (value === undefined ? {} : { value })),
    proto: () => JSON.parse('{"__proto__":{"polluted":true},"own":1}'),
    protoText: () => JSON.parse('{"__proto__":"a text","own":1}'),
    dates: () => ({ date: new Date(0), pattern: /a/g, map: new Map([['a', 1]]), set: new Set([1]) }),
    odd: () => ({ odd: Object(Symbol('odd')) }),
    mapOfFunctions: () => new Map([['a', () => 1]]),
    getter: () => ({ get value() { return 'read once' } }),
    badGetter: () => ({ get bad() { throw new Error('damn') } }),
    again: () => attempt(() => contextBridge.exposeInMainWorld('example', {})),
    over: (name) => attempt(() => contextBridge.exposeInMainWorld(name, {})),
  })
`

let apps: SmallApps
let app: DoubleApp
let page: Page

beforeAll(async () => {
  apps = await startSmallApps()
  app = await apps.start(
    `
    app.whenReady().then(async () => {
      page()
      const window = new BrowserWindow({ webPreferences: { preload: preload('preload.cjs') } })
      await window.loadURL('app://bundle/')
      seen.push('loaded')
    })
  `,
    { preload },
  )
  page = await app.firstWindow()
  await seenBy(app, (seen) => seen.length > 0)
})
beforeEach(async () => {
  await page.reload()
})
afterAll(() => apps.stop())

/** Evaluates an expression in the page, where `example` is what the preload exposed and `words` describes a failure. */
const inPage = (expression: string): Promise<unknown> =>
  page.evaluate(`(async () => {
    const { example } = window
    const words = async (work) => {
      try { await work(); return 'no error' } catch (problem) {
        if (!(problem instanceof Error)) return [typeof problem, JSON.stringify(problem)].join(' ')
        return [problem.name, problem.message, Object.keys(problem).join()].join('|')
      }
    }
    return ${expression}
  })()`)

describe('primitives', () => {
  it('cross unchanged', async () => {
    expect(await inPage('[example.number, example.text, example.boolean, String(example.big)]')).toEqual([
      123,
      'my words',
      true,
      '10',
    ])
  })

  it('null and undefined cross unchanged, also nested', async () => {
    expect(await inPage('[String(example.nothing), String(example.none), "none" in example]')).toEqual([
      'null',
      'undefined',
      true,
    ])
    expect(await inPage('example.values.map(String)')).toEqual(['null', 'undefined', '1,two,[object Object]'])
  })

  it('symbols keep their identity when they return, also as keys', async () => {
    expect(await inPage('[example.isSymbol(example.symbol), example.keyed()[example.symbol]]')).toEqual([
      true,
      'by a symbol',
    ])
  })
})

describe('an exposed object', () => {
  it('can’t be changed, nor can its members', async () => {
    expect(
      await inPage(`(() => {
        example.number = 1
        window.example = 1
        try { example.values[2].push(1) } catch { return [window.example.number, example.values[2].length, Object.isFrozen(example.call)] }
      })()`),
    ).toEqual([123, 3, true])
  })

  it('can’t have a name that the window has', async () => {
    const refusal = 'Cannot bind an API on top of an existing property on the window object'
    expect(await inPage('[example.again(), example.over("document"), example.over("toString")]')).toEqual([
      refusal,
      refusal,
      refusal,
    ])
  })

  it('has the prototypes of the page', async () => {
    expect(
      await inPage(`[example, example.values, example.call, example.later(), example.error(), example.bytes]
        .map((value) => Object.getPrototypeOf(value))
        .map((own, index) => own === [Object, Array, Function, Promise, Error, Uint8Array][index].prototype)`),
    ).toEqual([true, true, true, true, true, true])
  })

  it('returns results of functions as copies that can be changed', async () => {
    expect(
      await inPage(
        '(() => { const one = example.cycle(); one.value = 2; return [one.value, example.cycle().value] })()',
      ),
    ).toEqual([2, 1])
  })
})

describe('promises', () => {
  it('settle after the original settles, and their results cross too', async () => {
    expect(await inPage('Promise.all([example.later(), example.laterTwice().then(({ inner }) => inner)])')).toEqual([
      'late',
      'inner',
    ])
  })

  it('also cross from the page', async () => {
    expect(await inPage('example.same(Promise.resolve("mine"))')).toBe('mine')
  })

  it('reject with the message of an error and no other property of it', async () => {
    expect(await inPage('words(() => example.rejects())')).toBe('Error|rejected|')
  })

  it('reject with a string unchanged', async () => {
    expect(await inPage('words(() => example.rejectsText())')).toBe('string "a text"')
  })

  it('reject with an empty object if a DOMException was thrown', async () => {
    expect(await inPage('words(() => example.rejectsDom())')).toBe('object {}')
  })

  it('reject if their result can’t cross', async () => {
    expect(await inPage('words(() => example.resolvesOdd())')).toBe('Error|An object could not be cloned.|')
  })
})

describe('functions', () => {
  it('are called in the world that they come from, in both directions', async () => {
    expect(await inPage('example.call((one, other) => one + other, 1, 2)')).toBe(3)
  })

  it('keep their identity when they return, with one proxy for each argument list', async () => {
    expect(
      await inPage(`(() => {
        const one = () => 1
        const thing = { one }
        return [example.same(one) === one, example.areSame(one, one), example.areSame(thing, thing), example.same(thing) === thing]
      })()`),
    ).toEqual([true, true, true, false])
  })

  it('throw the message of an error and no other property of it', async () => {
    expect(await inPage('words(() => example.throws())')).toBe('Error|oh no|')
    expect(await inPage('words(() => example.throwsDom())')).toBe('Error|gone|')
    expect(await inPage('words(() => example.call(() => { throw new RangeError("back") }))')).toBe('Error|back|')
  })

  it('throw a message of the bridge if something other than an error was thrown', async () => {
    expect(await inPage('words(() => example.throwsText())')).toMatch(
      /^Error\|An unknown exception occurred in the isolated context/,
    )
  })

  it('of a page that has unloaded are not called', async () => {
    await inPage('(() => { window.calls = []; example.keep((word) => window.calls.push(word)) })()')
    await page.reload()
    await page.evaluate(() => Object.assign(window, { calls: [] }))
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.send('call-kept'))
    expect(await inPage('example.later().then(() => window.calls)')).toEqual([])
    await inPage('example.keep((word) => window.calls.push(word))')
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.send('call-kept'))
    await expect
      .poll(() => page.evaluate(() => (window as unknown as { calls: string[] }).calls))
      .toEqual(['from the preload'])
  })
})

describe('objects', () => {
  it('cross as plain objects with their own enumerable members, regardless of their class', async () => {
    expect(
      await inPage('[JSON.stringify(example.thing()), "method" in example.thing(), JSON.stringify(example.address())]'),
    ).toEqual(['{"own":1}', false, '{}'])
  })

  it('cross as errors with only their message', async () => {
    expect(await inPage('[example.error().name, example.error().message, "code" in example.error()]')).toEqual([
      'Error',
      'too far',
      false,
    ])
  })

  it('cross as empty objects if they are DOMExceptions', async () => {
    expect(await inPage('[example.domError() instanceof Error, String(example.domError().message)]')).toEqual([
      false,
      'undefined',
    ])
  })

  it('can contain themselves', async () => {
    expect(
      await inPage(
        '(() => { const one = example.cycle(); return [one.self === one, one.list[0] === one, one.self.self.value] })()',
      ),
    ).toEqual([true, true, 1])
    expect(
      await inPage('(() => { const one = {}; one.self = one; return example.same(one).self.self !== one })()'),
    ).toBe(true)
  })

  it('lose a member called __proto__, and pollute no prototype', async () => {
    expect(
      await inPage(
        `[Object.keys(example.proto()), example.proto().polluted, {}.polluted === undefined, Object.keys(example.protoText())]`,
      ),
    ).toEqual([['own'], true, true, ['own']])
  })

  it('evaluate a getter once, and throw if the getter throws', async () => {
    expect(await inPage('Object.getOwnPropertyDescriptor(example.getter(), "value").value')).toBe('read once')
    expect(await inPage('words(() => example.badGetter())')).toMatch(/^Error\|/)
  })
})

describe('depth', () => {
  const depth = 'Electron contextBridge recursion depth exceeded.  Nested objects deeper than 1000 are not supported.'

  it('is at most 1,000 for arrays, in both directions', async () => {
    expect(await inPage('[typeof example.arrays(1000), await words(() => example.arrays(1001))]')).toEqual([
      'object',
      `TypeError|${depth}|`,
    ])
    expect(
      await inPage(`(() => {
        const nest = (depth) => { let value = []; for (let i = 1; i < depth; i++) value = [value]; return value }
        return Promise.all([words(() => example.typeOf(nest(1000))), words(() => example.typeOf(nest(1001)))])
      })()`),
    ).toEqual(['no error', `TypeError|${depth}|`])
  })

  it('counts twice for objects', async () => {
    expect(await inPage('[typeof example.objects(500), await words(() => example.objects(501))]')).toEqual([
      'object',
      `TypeError|${depth}|`,
    ])
  })

  it('is exceeded by an array that contains itself', async () => {
    expect(await inPage('words(() => example.arrayCycle())')).toBe(`TypeError|${depth}|`)
  })
})

describe('the serializer', () => {
  it('carries typed arrays, dates, patterns, maps and sets', async () => {
    expect(
      await inPage(`(() => {
        const { date, pattern, map, set } = example.dates()
        return [example.same(new Uint8Array([4])) instanceof Uint8Array, date.getTime(), pattern.flags, map.get('a'), set.has(1)]
      })()`),
    ).toEqual([true, 0, 'g', 1, true])
  })

  it('rejects functions in a map and values that have no clone', async () => {
    const refused = 'Error|An object could not be cloned.|'
    expect(
      await inPage(
        'Promise.all([words(() => example.mapOfFunctions()), words(() => example.odd()), words(() => example.typeOf(Object(Symbol("odd"))))])',
      ),
    ).toEqual([refused, refused, refused])
  })
})
