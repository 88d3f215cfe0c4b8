/** The messages for what is unusual about a token, and for the conditions that it is checked against. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Condition, ConditionId, TokenProblem } from '../../../../electron/contract/kubernetesDoctor.ts'

export const tokenProblemWords: Readonly<Record<TokenProblem, MessageDescriptor>> = {
  empty: msg`There is no token yet.`,
  'too-long': msg`This is far longer than any token. Give the token alone.`,
  'vault-token': msg`This is a token of Vault, not of Kubernetes. Nothing of it was kept.`,
  placeholder: msg`This is a variable or a command, not a token. Paste the value it stands for.`,
  'several-tokens': msg`This text has several different tokens. Give the one to check.`,
  'not-a-jwt': msg`This is not a JWT: one has three parts with two dots between them.`,
  encrypted: msg`This JWT is encrypted (five parts). Kubernetes makes signed ones.`,
  'not-base64': msg`A part of this JWT is cut or changed: it is not base64url.`,
  'header-not-json': msg`The first part of this JWT is not a header.`,
  'claims-not-json': msg`The second part of this JWT holds no claims.`,
  unsigned: msg`This JWT has no signature. Every server refuses it.`,
  algorithm: msg`The auth method does not accept this signature algorithm.`,
  'claim-type': msg`What is of a wrong type in it was left out.`,
  'not-a-service-account': msg`This JWT names no service account of Kubernetes.`,
  cut: msg`The signature of this JWT has an unusual length. The token may be incomplete.`,
  'no-expiry': msg`This token has no expiry. Tokens from a projected volume are safer.`,
}

export const conditionNames: Readonly<Record<ConditionId, MessageDescriptor>> = {
  algorithm: msg`Signature algorithm`,
  audience: msg`Audience`,
  serviceAccount: msg`Service account`,
  namespace: msg`Namespace`,
  selector: msg`Labels of the namespace`,
  expiry: msg`Not expired`,
  notBefore: msg`Valid already`,
  issuedAt: msg`Not issued in the future`,
  issuer: msg`Issuer`,
  signature: msg`Signature`,
  cidr: msg`Address of the sign-in`,
}

export const conditionStates: Readonly<Record<Condition['state'], MessageDescriptor>> = {
  met: msg`Met`,
  'not-met': msg`Not met`,
  unknown: msg`Only the server can tell`,
  'not-asked': msg`Not asked for`,
}
