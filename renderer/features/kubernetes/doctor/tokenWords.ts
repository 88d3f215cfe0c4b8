/** The messages for what is unusual about a token, and for the conditions that it is checked against. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Condition, ConditionId, TokenProblem } from '../../../../electron/contract/kubernetesDoctor.ts'

export const tokenProblemWords: Readonly<Record<TokenProblem, MessageDescriptor>> = {
  empty: msg`No token yet.`,
  'too-long': msg`This text is too long for a token. Enter only the token.`,
  'vault-token': msg`This is a Vault token, not a Kubernetes token. Strongroom didn't keep it.`,
  placeholder: msg`This is a variable or a command, not a token. Paste the token itself.`,
  'several-tokens': msg`This text has several different tokens. Enter only the token to check.`,
  'not-a-jwt': msg`This isn't a JWT. A JWT has three parts, separated by two dots.`,
  encrypted: msg`This JWT is encrypted (five parts). Kubernetes makes signed ones.`,
  'not-base64': msg`Part of this JWT isn't base64url: it was cut off or changed.`,
  'header-not-json': msg`The first part of this JWT isn't a header.`,
  'claims-not-json': msg`The second part of this JWT has no claims.`,
  unsigned: msg`This JWT has no signature. Every server refuses it.`,
  algorithm: msg`The auth method doesn't accept this signature algorithm.`,
  'claim-type': msg`Claims of the wrong type were left out.`,
  'not-a-service-account': msg`This JWT doesn't name a Kubernetes service account.`,
  cut: msg`The signature of this JWT has an unusual length. The token may be incomplete.`,
  'no-expiry': msg`This token has no expiry. Tokens from a projected volume are safer.`,
}

export const conditionNames: Readonly<Record<ConditionId, MessageDescriptor>> = {
  algorithm: msg`Signature algorithm`,
  audience: msg`Audience`,
  serviceAccount: msg`Service account`,
  namespace: msg`Namespace`,
  selector: msg`Namespace labels`,
  expiry: msg`Not expired`,
  notBefore: msg`Already valid`,
  issuedAt: msg`Not issued in the future`,
  issuer: msg`Issuer`,
  signature: msg`Signature`,
  cidr: msg`Sign-in address`,
}

export const conditionStates: Readonly<Record<Condition['state'], MessageDescriptor>> = {
  met: msg`Met`,
  'not-met': msg`Not met`,
  unknown: msg`Only the server knows`,
  'not-asked': msg`Not required`,
}
