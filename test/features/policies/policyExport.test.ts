/** Policies as files: their names, and an export and import on a real server. */
import { mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { policyFilePath, policyNameOfPath } from '../../../electron/contract/policyFiles.ts'
import { createToken, writePolicy } from '../../servers/initialized.ts'
import { startVault, type TestVault } from '../../servers/vault.ts'
import { codeOf, connectTo, signInWith, startCore, type TestCore, value } from '../startCore.ts'

describe('the name of a policy’s file', () => {
  const character = fc.oneof(
    fc.constantFrom(...Array.from('abc019/.-_ %:*?"<>|\\&#+~éßıñ한글漢字😀\u0301'), 'con', '%2f', '%', '.hcl', '가'),
    fc.string({ unit: 'grapheme', maxLength: 1 }),
  )
  const name = fc
    .array(character, { minLength: 1, maxLength: 400 })
    .map((characters) => characters.join('').toLowerCase())
    // Names as a server stores them: converted to lowercase.
    .filter((each) => each !== '' && each.toLowerCase() === each)

  it('is converted back to the name of the policy', () => {
    fc.assert(
      fc.property(name, fc.constantFrom('path "a" {}', '{"path":{}}'), (each, text) => {
        expect(policyNameOfPath(['folder', ...policyFilePath(each, text)].join('/'))).toBe(each)
      }),
      { numRuns: 3_000 },
    )
  })

  it('is valid on every system', () => {
    fc.assert(
      fc.property(name, (each) => {
        for (const part of policyFilePath(each, '')) {
          expect(Buffer.from(part).length).toBeLessThan(255)
          expect(part).toMatch(/^[a-z0-9._\-%A-F\p{Lo}\p{Nd}]+$/u)
          expect(part).not.toMatch(/^\.|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it('equals the name of the policy if that is a valid file name', () => {
    expect(policyFilePath('webapp-2', 'path "a" {}')).toEqual(['webapp-2.hcl'])
    expect(policyFilePath('team/한국', ' {"path":{}}')).toEqual(['team%2F한국.json'])
    expect(policyFilePath('con', '')).toEqual(['%63on.hcl'])
    // Files that other programs have named.
    expect(policyNameOfPath('mine/Web App.HCL')).toBe('web app')
    expect(policyNameOfPath('100%.policy')).toBe('100%')
    expect(policyNameOfPath('shop.tf')).toBe('shop')
    expect(policyNameOfPath('50%/app.hcl')).toBe('50app')
    expect(policyNameOfPath('%ff.hcl')).toBe('%ff')
  })
})

describe('an export', () => {
  let vault: TestVault
  let test: TestCore
  let profileId: string
  beforeAll(async () => {
    vault = await startVault({ dev: true })
    test = await startCore()
    profileId = await connectTo(test, vault.address, 'root')
  })
  afterAll(async () => {
    await test.stop()
    await vault.stop()
  })

  /** A handle for an existing folder. */
  const at = async (name: string): Promise<string> => {
    await mkdir(join(test.folder, name), { recursive: true })
    return test.handleOf('policies', join(test.folder, name))
  }

  it('contains each policy as the server has it, under a name that leads back to it', async () => {
    const { policies } = test.client
    const text = '# 한글 \u{1f600}\r\npath "secret/data/a" {\r\n  capabilities = ["read"]\n}\n\n'
    const odd = ['team/app', 'with space', '100%', 'a:b*c', '한국/앱', 'con', '.hidden', '<b>é</b>', '가'.repeat(120)]
    for (const name of odd) await value(policies.write({ profileId, name, text, base: null }))
    const { names } = await value(policies.list({ profileId }))
    expect(names).toEqual(expect.arrayContaining(odd))
    const { exportId, folder } = await value(policies.exportBegin({ profileId, handle: await at('out') }))
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    const files = new Map<string, string>()
    for (const name of names.filter((each) => each !== 'root')) {
      const { file } = await value(policies.exportPolicy({ profileId, name, exportId }))
      files.set(file, name)
      expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600)
    }
    const there = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((each) => each.isFile())
    expect(there.length).toBe(files.size)
    for (const [file, name] of files) {
      expect(policyNameOfPath(`out/${file}`)).toBe(name)
      const stored = await value(policies.read({ profileId, name }))
      expect(await readFile(join(folder, file), 'utf8')).toBe(stored.text)
    }
  })

  it('overwrites nothing, and writes into no folder that it did not create', async () => {
    const { policies } = test.client
    const parent = join(test.folder, 'there')
    const { folder: first } = await value(policies.exportBegin({ profileId, handle: await at('there') }))
    const handle = await at('there')
    const { exportId, folder } = await value(policies.exportBegin({ profileId, handle }))
    const today = new Date().toISOString().slice(0, 10)
    expect([first, folder]).toEqual([join(parent, `test-policies-${today}`), join(parent, `test-policies-${today}-2`)])
    // One choice of the user allows one export.
    expect(await codeOf(policies.exportBegin({ profileId, handle }))).toBe('not-found')
    const nowhere = await test.handleOf('policies', join(parent, 'a', 'b'))
    expect(await codeOf(policies.exportBegin({ profileId, handle: nowhere }))).toBe('invalid-input')
    const kubeconfig = await test.handleOf('kubeconfig', parent)
    expect(await codeOf(policies.exportBegin({ profileId, handle: kubeconfig }))).toBe('not-found')
    await value(policies.exportPolicy({ profileId, name: 'default', exportId }))
    expect(await codeOf(policies.exportPolicy({ profileId, name: 'default', exportId }))).toBe('invalid-input')
    const other = '00000000-0000-4000-8000-000000000000'
    expect(await codeOf(policies.exportPolicy({ profileId, name: 'default', exportId: other }))).toBe('not-found')
  })

  it('leaves out what the token may not read', async () => {
    await writePolicy(vault, 'root', 'lister', 'path "sys/policies/acl/lister" { capabilities = ["read"] }')
    await signInWith(test, profileId, await createToken(vault, 'root', { policies: ['lister'] }))
    const { policies } = test.client
    const { exportId } = await value(policies.exportBegin({ profileId, handle: await at('few') }))
    expect(await codeOf(policies.exportPolicy({ profileId, name: 'default', exportId }))).toBe('permission-denied')
    expect(await value(policies.exportPolicy({ profileId, name: 'lister', exportId }))).toEqual({ file: 'lister.hcl' })
  })
})
