/** The messages for every reason of a failed sign-in: the cause, and what helps. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { ReasonCode } from '../../../../electron/contract/kubernetesDoctor.ts'

export interface ReasonWords {
  readonly title: MessageDescriptor
  readonly help: MessageDescriptor
}

export const reasonWords: Readonly<Record<ReasonCode, ReasonWords>> = {
  'not-a-jwt': {
    title: msg`This isn't a JWT`,
    help: msg`Enter the whole token: three parts, separated by two dots. In a pod, use the token file in the projected volume.`,
  },
  algorithm: {
    title: msg`The token's signature type isn't accepted`,
    help: msg`Tokens without a signature or with a shared key are refused. Use a token that Kubernetes issued.`,
  },
  'unknown-role': {
    title: msg`The mount has no role with this name`,
    help: msg`Compare the name in the app with the list of roles. The role may be on another mount.`,
  },
  'no-such-mount': {
    title: msg`Nothing is mounted at this path`,
    help: msg`Enable the auth method there, or correct the path that the app signs in at.`,
  },
  'other-method': {
    title: msg`Another auth method is mounted at this path`,
    help: msg`Use the path of a mount of type kubernetes.`,
  },
  'not-configured': {
    title: msg`The mount has no configuration yet`,
    help: msg`Set the API server's address in the configuration.`,
  },
  expired: {
    title: msg`The token has expired`,
    help: msg`Use a new token. In a pod, the token file is renewed in time, so the app must read it again at each sign-in.`,
  },
  'not-yet-valid': {
    title: msg`The token isn't valid yet`,
    help: msg`Its start or issue time is more than 60 seconds ahead of the server's clock. Compare the clocks of the cluster and the server.`,
  },
  'wrong-audience': {
    title: msg`The token is for another audience`,
    help: msg`Request the token with the role's audience in the pod's volume, or change the role's audience to the token's.`,
  },
  'wrong-issuer': {
    title: msg`The token's issuer isn't the one in the configuration`,
    help: msg`Correct the issuer in the configuration, or leave it blank: Kubernetes checks the issuer anyway.`,
  },
  'wrong-service-account': {
    title: msg`The role doesn't allow this service account`,
    help: msg`Run the pod with a service account that the role lists, or add this one to the role.`,
  },
  'wrong-namespace': {
    title: msg`The role doesn't allow this namespace`,
    help: msg`Add the namespace to the role, or run the app in a namespace that the role lists.`,
  },
  'selector-no-match': {
    title: msg`The namespace doesn't have the labels that the role's selector requires`,
    help: msg`Label the namespace, or change the selector.`,
  },
  'selector-unreadable': {
    title: msg`The server can't use the role's selector`,
    help: msg`The server accepts only matchLabels, as JSON or YAML. With matchExpressions, it refuses every sign-in.`,
  },
  'selector-needs-reviewer': {
    title: msg`A selector needs a reviewer JWT`,
    help: msg`Set a reviewer JWT in the configuration. The server uses it to read the namespace's labels.`,
  },
  'reviewer-cannot-read-namespaces': {
    title: msg`The reviewer can't read namespaces`,
    help: msg`The role's selector requires this. Bind the reviewer's service account to a cluster role that can get namespaces.`,
  },
  'service-account-deleted': {
    title: msg`The service account was deleted`,
    help: msg`It was deleted, or deleted and created again. Its earlier tokens are no longer valid: restart the pod to get a new one.`,
  },
  'pod-deleted': {
    title: msg`The pod of this token was deleted`,
    help: msg`A pod's token becomes invalid when the pod is deleted, even if a new pod has the same name. Use the token of a running pod.`,
  },
  'other-cluster': {
    title: msg`The token is from a different cluster than the mount`,
    help: msg`It was signed by another cluster, or before the signing keys changed. Compare the API server in the configuration with the cluster of the pod.`,
  },
  'wrong-key': {
    title: msg`The mount's keys don't match the signature`,
    help: msg`Add the key that the cluster signs tokens with to pem_keys. If pem_keys is empty, only Kubernetes checks signatures.`,
  },
  cidr: {
    title: msg`The role doesn't allow this address`,
    help: msg`The server compares the client's address with token_bound_cidrs. In a trial, the client is this computer, not the pod.`,
  },
  'reviewer-not-allowed': {
    title: msg`The reviewer can't review tokens`,
    help: msg`Bind its service account to the cluster role system:auth-delegator. The Manifests tab has the YAML.`,
  },
  'reviewer-expired': {
    title: msg`The reviewer's own token is no longer valid`,
    help: msg`Its account was deleted, or its token has expired. Create a new token and save the configuration with it.`,
  },
  'reviewer-is-the-token': {
    title: msg`The mount has no reviewer, and this account can't review its own token`,
    help: msg`Without a reviewer, Vault asks Kubernetes with each pod's token. Set a reviewer JWT, or bind this account to system:auth-delegator.`,
  },
  'api-unreachable': {
    title: msg`The server can't reach the API server`,
    help: msg`Check the address in the configuration, and the network between the server and the API server.`,
  },
  'wrong-ca': {
    title: msg`The CA in the configuration didn't issue the API server's certificate`,
    help: msg`Add the cluster's CA, which is in the kubeconfig, to the configuration.`,
  },
  'not-a-service-account': {
    title: msg`The token isn't from a service account`,
    help: msg`Sign in with the token of a Kubernetes service account. This method accepts no other kind of JWT.`,
  },
  'token-altered': {
    title: msg`The token is incomplete or was changed`,
    help: msg`Its signature doesn't match its content. Copy the token again, from the first character to the last.`,
  },
  'node-deleted': {
    title: msg`The node of this token was deleted`,
    help: msg`The token is bound to a node and becomes invalid when the node is deleted. Request a new token.`,
  },
  'secret-deleted': {
    title: msg`The Secret of this token was deleted or holds another token`,
    help: msg`The token becomes invalid when its Secret is deleted. Use the token in the current Secret, or better, a projected volume.`,
  },
  'reviewer-audience': {
    title: msg`The mount has no reviewer, and this token isn't meant for the API server`,
    help: msg`Without a reviewer, Vault sends each pod's token to the API server, which refuses one that was made only for another audience. Set a reviewer JWT.`,
  },
  'not-an-api-server': {
    title: msg`The address in the configuration isn't that of an API server`,
    help: msg`Enter the address of the Kubernetes API server, such as https://10.0.0.1:6443, without a path.`,
  },
  'wrong-name': {
    title: msg`The API server's certificate is for another name`,
    help: msg`The CA is correct. Use an address that the certificate names, or add this address to the certificate.`,
  },
  'certificate-expired': {
    title: msg`The API server's certificate has expired or isn't valid yet`,
    help: msg`Renew the certificate on the cluster, or correct the server's clock. The CA doesn't need to change.`,
  },
}
