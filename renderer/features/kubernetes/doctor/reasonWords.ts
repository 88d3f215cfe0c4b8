/** The words for every reason of a failed sign-in: what it is, and what helps. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { ReasonCode } from '../../../../electron/contract/kubernetesDoctor.ts'

export interface ReasonWords {
  readonly title: MessageDescriptor
  readonly help: MessageDescriptor
}

export const reasonWords: Readonly<Record<ReasonCode, ReasonWords>> = {
  'not-a-jwt': {
    title: msg`This is not a JWT`,
    help: msg`Give the whole token: three parts with two dots between them. In a pod it is the file that the volume holds.`,
  },
  algorithm: {
    title: msg`The token's signature is of no kind that is accepted`,
    help: msg`Tokens without a signature, or with a shared key, are refused. Take one that Kubernetes made.`,
  },
  'unknown-role': {
    title: msg`The mount has no role of this name`,
    help: msg`Compare the name in the app with the list of roles. The role may be on another mount.`,
  },
  'no-such-mount': {
    title: msg`Nothing is mounted at this path`,
    help: msg`Enable the method there, or correct the path that the app signs in at.`,
  },
  'other-method': {
    title: msg`Another method is mounted at this path`,
    help: msg`Use the path of a mount of the type kubernetes.`,
  },
  'not-configured': {
    title: msg`The mount has no configuration yet`,
    help: msg`Say in its configuration where the API server is.`,
  },
  expired: {
    title: msg`The token has expired`,
    help: msg`Take a new one. In a pod the file is renewed in time, so the app must read it anew at each sign-in.`,
  },
  'not-yet-valid': {
    title: msg`The token is not valid yet`,
    help: msg`It begins in the server's future: compare the clocks of the cluster and of the server.`,
  },
  'wrong-audience': {
    title: msg`The token is for another audience`,
    help: msg`Have the pod's volume ask for the role's audience, or give the role the audience that the token has.`,
  },
  'wrong-issuer': {
    title: msg`The token's issuer is not the one of the configuration`,
    help: msg`Correct the issuer there, or better leave it empty: Kubernetes looks at it by itself.`,
  },
  'wrong-service-account': {
    title: msg`The role does not take this service account`,
    help: msg`Run the pod as an account that the role names, or add this one to the role.`,
  },
  'wrong-namespace': {
    title: msg`The role does not take this namespace`,
    help: msg`Add the namespace to the role, or run the app in one that the role names.`,
  },
  'selector-no-match': {
    title: msg`The namespace has not the labels of the role's selector`,
    help: msg`Label the namespace, or change the selector.`,
  },
  'selector-unreadable': {
    title: msg`The server cannot use the role's selector`,
    help: msg`It takes matchLabels alone, as JSON or YAML. With matchExpressions every sign-in is refused.`,
  },
  'selector-needs-reviewer': {
    title: msg`A selector needs a reviewer JWT`,
    help: msg`Set one in the configuration: with it the server reads the labels of the namespace.`,
  },
  'reviewer-cannot-read-namespaces': {
    title: msg`The reviewer may not read namespaces`,
    help: msg`The role's selector needs that: bind the reviewer's account to a cluster role that may get namespaces.`,
  },
  'service-account-deleted': {
    title: msg`The service account is gone`,
    help: msg`It was deleted, or deleted and made anew. Its old tokens ended with it: restart the pod for a new one.`,
  },
  'pod-deleted': {
    title: msg`The pod of this token is gone`,
    help: msg`A pod's token ends with it. Take the token of one that runs.`,
  },
  'other-cluster': {
    title: msg`Kubernetes does not know this token`,
    help: msg`It is of another cluster, or was signed before the keys were changed. Compare the API server of the mount with the cluster of the pod.`,
  },
  'wrong-key': {
    title: msg`The keys of the mount do not fit the signature`,
    help: msg`pem_keys must hold the key that the cluster signs tokens with. Without any, the server asks Kubernetes alone.`,
  },
  cidr: {
    title: msg`The role takes sign-ins from other addresses`,
    help: msg`The server compares the address that it sees with token_bound_cidrs. In a trial that is this computer's address, not the pod's.`,
  },
  'reviewer-not-allowed': {
    title: msg`The reviewer may not review tokens`,
    help: msg`Bind its account to the cluster role system:auth-delegator; the manifests have the text.`,
  },
  'reviewer-expired': {
    title: msg`The reviewer's own token does not work any more`,
    help: msg`Its account was deleted, or its token has ended. Make a new one and save the configuration with it.`,
  },
  'reviewer-is-the-token': {
    title: msg`The mount has no reviewer, so each token reviews itself`,
    help: msg`Then each pod's account must be bound to system:auth-delegator. Bind this one, or set a reviewer JWT.`,
  },
  'api-unreachable': {
    title: msg`The server does not reach the API server`,
    help: msg`Look at the address in the configuration, and at the network between the two.`,
  },
  'wrong-ca': {
    title: msg`The API server's certificate is not of the mount's CA`,
    help: msg`Put the CA of the cluster into the configuration; the kubeconfig has it.`,
  },
}
