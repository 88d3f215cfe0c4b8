/** A role as it is written in a file or in a command, before its fields are checked. */
import type { Body } from './body.ts'

export type ReadProblemCode =
  | 'not-readable'
  | 'no-roles'
  | 'name'
  | 'field'
  | 'file-value'
  | 'expression'
  | 'twice'
  /** A field of another auth method, which is left out; the role is read. */
  | 'jwt-field'

export interface ReadProblem {
  readonly code: ReadProblemCode
  /** The role, or empty. */
  readonly role: string
  /** A field or a place. */
  readonly detail: string
}

export interface RawRole {
  readonly name: string
  readonly body: Body
  readonly problem?: Omit<ReadProblem, 'role'>
}
