/** Mount paths as people type them: with or without the slash at their ends. */
import { z } from 'zod'
import { limits } from '../../electron/contract/limits.ts'
import { unprintable } from '../../electron/contract/visibleText.ts'

/** In the contract's form: no slash before, one after. */
export const toMountPath = (typed: string): string => `${typed.trim().replace(/^\/+|\/+$/g, '')}/`

/** Returns why a typed text cannot be a mount's path, or null. */
export function mountPathProblem(typed: string): 'empty' | 'illegal' | null {
  const path = toMountPath(typed)
  if (path === '/') return 'empty'
  const names = path.slice(0, -1).split('/')
  const isLegal = names.every((name) => name !== '' && name !== '.' && name !== '..') && !/\p{Cc}/u.test(path)
  return isLegal && path.length <= limits.path ? null : 'illegal'
}

/** For the schema of a form that creates a mount: the servers refuse characters that cannot be seen. */
export const MountPathInput = z
  .string()
  .max(limits.path)
  .refine((path) => mountPathProblem(path) === null && !unprintable.test(path))
