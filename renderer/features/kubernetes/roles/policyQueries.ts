/** Policies as roles need them: which allow nearly everything. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { bridge } from '../../../lib/bridge.ts'

/** Texts of more policies than these are not read for a remark. */
const mostRead = 200

const strong = new Set(['create', 'update', 'delete', 'sudo'])
/** Paths that reach nearly everything, or the policies and mounts that decide about it. */
const wide = new Set(['*', '+/*', 'sys/*', 'sys/policies/*', 'sys/policies/acl/*', 'sys/policy/*', 'sys/auth/*'])

/** Which of these policies give writing on a path that reaches nearly everything. What may not be read is left out. */
export const rootLikePolicies = (profileId: string, names: readonly string[]) =>
  queryOptions({
    queryKey: [profileId, 'policies', 'root-like', ...names],
    queryFn: async ({ signal }) => {
      const { readPolicy } = await import('../../../lib/policy/meaning.ts')
      const { patternText } = await import('../../../lib/policy/pattern.ts')
      const found: string[] = []
      const left = names.slice(0, mostRead)
      const readSome = async () => {
        for (let name = left.shift(); name !== undefined; name = left.shift()) {
          const answer = await bridge.policies.read({ profileId, name }, signal)
          if (!answer.ok) continue
          const dialect = answer.value.extras === null ? 'vault' : 'openbao'
          const { rules } = readPolicy(answer.value.text, { dialect, now: Date.now() })
          const isWide = rules.some(
            ({ pattern, capabilities }) =>
              wide.has(patternText(pattern)) && capabilities.some((each) => strong.has(each)),
          )
          if (isWide) found.push(name)
        }
      }
      await Promise.all(Array.from({ length: 8 }, readSome))
      return found
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  })
