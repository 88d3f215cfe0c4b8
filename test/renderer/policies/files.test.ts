/** Policy files as editors and PowerShell write them. */
import { describe, expect, it } from 'vitest'
import type { Tidied } from '../../../electron/contract/text/tidied.ts'
import { readPolicyFile } from '../../../renderer/features/policies/transfer/policyFiles.ts'

const policy = 'path "secret/data/shop" {\r\n  capabilities = ["read"]\r\n}\r\n'
const utf16 = (isBigEndian: boolean) => {
  const bytes = new DataView(new ArrayBuffer(policy.length * 2))
  for (let at = 0; at < policy.length; at++) bytes.setUint16(at * 2, policy.charCodeAt(at), !isBigEndian)
  return new Uint8Array(bytes.buffer)
}

describe('a file of a policy', () => {
  it.each<[string, BlobPart[], Tidied[]]>([
    ['UTF-8', [policy], []],
    ['UTF-8 with a mark', ['\u{feff}', policy], []],
    ['UTF-16', [Uint8Array.of(0xff, 0xfe), utf16(false)], ['utf-16']],
    ['UTF-16, big end first', [Uint8Array.of(0xfe, 0xff), utf16(true)], ['utf-16']],
    ['UTF-8 with the colors of a terminal', ['\u{1b}[32m', policy, '\u{1b}[0m'], ['terminal-codes']],
  ])('in %s is read, without its byte order mark in the text', async (_, parts, tidied) => {
    expect(await readPolicyFile(new Blob(parts))).toEqual({ text: policy, tidied })
  })

  it('that is not text cannot be read', async () => {
    await expect(readPolicyFile(new Blob([Uint8Array.of(0x80, 0x81, 0)]))).rejects.toThrow(RangeError)
  })
})
