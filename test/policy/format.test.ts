import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPolicy } from '../../policy/meaning.ts'
import { formatPolicy, tokensOf } from '../../policy/print.ts'
import type { Policy } from '../../policy/rules.ts'
import { collected } from './collected.ts'
import { hclPolicy } from './generateHcl.ts'
import { jsonPolicy } from './generateJson.ts'

const read = (text: string): Policy => readPolicy(text, { dialect: 'openbao', now: 0 })
const format = (text: string): string | null => formatPolicy(read(text))

/** Returns the meaning of a policy, without positions. */
const meaning = ({ rules, tree }: Policy): unknown => ({
  rules: rules.map(({ written, capabilities, allowedParameters, deniedParameters, requiredParameters, ...rest }) => ({
    written,
    capabilities,
    allowedParameters,
    deniedParameters,
    requiredParameters,
    min: rest.minWrappingTtl,
    max: rest.maxWrappingTtl,
    expiration: rest.expiration,
    names: rest.block.items.map(({ keys }) => keys.map(({ value }) => value)),
  })),
  comments: tokensOf(tree.source)
    .filter(({ type }) => type === 'comment')
    .map(({ start, end }) => tree.source.text.slice(start, end).trimEnd()),
})

describe('formatting', () => {
  test('formats a policy', () => {
    expect(
      format(`# top
path "a" { capabilities=["read" ,"list"] # why
 min_wrapping_ttl = "1s"

   /* kept */ comment="x"
}
path "b" {
   # lead
   allowed_parameters = { "a" = [] , "long" = ["x", 1] }
   control_group { ttl = "1h"
     factor "ops" { controlled_capabilities = ["read"]
       identity { group_names = ["g"]
       approvals = 2 } } }
   # tail
}
path "c" {}
path "d" { capabilities = [
  "read", # r
  "list", ] comment = <<EOF
 as it is
EOF
}`),
    ).toBe(`# top
path "a" {
  capabilities     = ["read", "list"] # why
  min_wrapping_ttl = "1s"

  /* kept */ comment = "x"
}

path "b" {
  # lead
  allowed_parameters = {
    "a"    = [],
    "long" = ["x", 1]
  }
  control_group {
    ttl = "1h"
    factor "ops" {
      controlled_capabilities = ["read"]
      identity {
        group_names = ["g"]
        approvals   = 2
      }
    }
  }
  # tail
}

path "c" {}

path "d" {
  capabilities = [
    "read", # r
    "list",
  ]
  comment = <<EOF
 as it is
EOF
}
`)
  })

  test('formats JSON', () => {
    expect(format('{"path":{"a":{"capabilities":["read","list"]},"b":{"policy":"deny"}}}')).toBe(`{
  "path": {
    "a": {
      "capabilities": ["read", "list"]
    },
    "b": {
      "policy": "deny"
    }
  }
}
`)
  })

  test('leaves a text with errors unchanged', () => {
    expect(format('path "a" {')).toBeNull()
    expect(format('# nothing but a comment')).toBeNull()
  })

  test.each([
    ['HCL', hclPolicy],
    ['JSON', jsonPolicy],
  ])('changes only the layout of %s, and nothing the second time', (_, policy) => {
    let formatted = 0
    fc.assert(
      fc.property(policy, (text) => {
        const before = read(text)
        const printed = formatPolicy(before)
        if (printed === null) return
        formatted++
        const after = read(printed)
        expect(after.problems).toEqual([])
        expect(meaning(after)).toEqual(meaning(before))
        expect(formatPolicy(after)).toBe(printed)
      }),
      { numRuns: 4000, seed: 7 },
    )
    expect(formatted).toBeGreaterThan(400)
  })

  test('formats nearly every collected policy', () => {
    const right = collected.filter(({ text }) => read(text).problems.length === 0 && read(text).rules.length > 0)
    const left = right.filter(({ text }) => format(text) === null).map(({ what }) => what)
    expect(left).toEqual(['json and something after it', 'base64'])
  })
})
