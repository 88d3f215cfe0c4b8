/** States of the token itself: its claims, its signature, its parts. */
import { createHmac } from 'node:crypto'
import { testedProduct } from '../../servers/vault.ts'
import { claimsOf, clusterKey, headerOf, looseJwt, signedJwt, strangeKeys } from '../tokens.ts'
import type { State, StateWorld } from './state.ts'

const cut = ({ jwt }: StateWorld, characters: number) => ({ token: jwt.slice(0, -characters) })
/** Returns the token with these claims changed and its original signature. */
const withClaims = ({ jwt }: StateWorld, changes: object) => {
  const [head = '', , signature = ''] = jwt.split('.')
  const claims = Buffer.from(JSON.stringify({ ...claimsOf(jwt), ...changes })).toString('base64url')
  return { token: `${head}.${claims}.${signature}` }
}

export const tokenStates: readonly State[] = [
  { name: 'with a valid token', make: async () => ({}), first: null, certain: [] },
  {
    name: 'with a token for another audience',
    make: async ({ kubernetes }) => ({ token: await kubernetes.token('default', 'vault', { audiences: ['shop'] }) }),
    first: 'wrong-audience',
    certain: ['wrong-audience'],
    evidence: ['words', 'audience'],
  },
  {
    name: 'with a token of another namespace',
    make: async ({ kubernetes }) => {
      await kubernetes.serviceAccount('shop', 'vault')
      return { token: await kubernetes.token('shop', 'vault') }
    },
    first: 'wrong-namespace',
    certain: ['wrong-namespace'],
  },
  {
    name: 'with a token of another service account',
    make: async ({ kubernetes }) => {
      await kubernetes.serviceAccount('default', 'other')
      return { token: await kubernetes.token('default', 'other') }
    },
    first: 'wrong-service-account',
    certain: ['wrong-service-account'],
  },
  {
    name: 'with a token of another namespace for another audience',
    make: async ({ kubernetes }) => {
      await kubernetes.serviceAccount('shop', 'vault')
      return { token: await kubernetes.token('shop', 'vault', { audiences: ['shop'] }) }
    },
    first: 'wrong-audience',
    certain: ['wrong-audience', 'wrong-namespace'],
  },
  {
    name: 'with a token that has a shared key',
    make: async ({ jwt }) => {
      const content = looseJwt({ alg: 'HS256' }, claimsOf(jwt), 'x').slice(0, -2)
      return { token: `${content}.${createHmac('sha256', 'key').update(content).digest('base64url')}` }
    },
    first: 'algorithm',
    certain: ['algorithm'],
  },
  {
    name: 'with a token that has the algorithm none',
    make: async ({ jwt }) => ({ token: looseJwt({ alg: 'none' }, claimsOf(jwt), '') }),
    first: 'algorithm',
    certain: ['algorithm'],
  },
  {
    name: 'with a token that has RSA-PSS',
    make: async ({ jwt, kubernetes }) => ({
      token: signedJwt(claimsOf(jwt), await clusterKey(kubernetes), { ...headerOf(jwt), alg: 'PS256' }),
    }),
    first: testedProduct === 'openbao' ? 'algorithm' : null,
    certain: testedProduct === 'openbao' ? ['algorithm'] : [],
  },
  {
    name: 'with a token whose signature is missing',
    make: async ({ jwt }) => ({ token: jwt.slice(0, jwt.lastIndexOf('.') + 1) }),
    first: 'token-altered',
    certain: ['token-altered'],
  },
  {
    name: 'with a token that lacks its last 10 characters',
    make: async (world) => cut(world, 10),
    first: 'token-altered',
    certain: ['token-altered'],
    excluded: ['other-cluster', 'service-account-deleted'],
  },
  {
    name: 'with a token that lacks its last character',
    make: async (world) => cut(world, 1),
    first: 'token-altered',
    certain: ['token-altered'],
    excluded: ['other-cluster'],
  },
  {
    name: 'with a token that lacks half of its signature',
    make: async (world) => cut(world, 171),
    first: 'token-altered',
    certain: ['token-altered'],
  },
  {
    name: 'with a token whose claims were changed',
    make: async (world) => withClaims(world, { exp: Math.floor(Date.now() / 1000) + 86_400 }),
    first: 'token-altered',
    certain: ['token-altered'],
    evidence: ['keys'],
    excluded: ['other-cluster', 'service-account-deleted'],
  },
  {
    name: "with a token that names the cluster's key but has another signature",
    make: async ({ jwt }) => ({ token: signedJwt(claimsOf(jwt), strangeKeys().privateKey, headerOf(jwt)) }),
    first: 'token-altered',
    certain: ['token-altered'],
  },
  {
    name: 'with a token that was signed by an unknown key without an id',
    make: async ({ jwt }) => ({ token: signedJwt(claimsOf(jwt), strangeKeys().privateKey) }),
    first: 'other-cluster',
    certain: [],
  },
  {
    name: 'with a token of another cluster',
    make: async ({ other }) => ({ token: await other.token('default', 'vault') }),
    first: 'other-cluster',
    certain: ['other-cluster'],
    evidence: ['keys', 'cluster'],
    excluded: ['token-altered'],
    cluster: 'same',
  },
  {
    name: 'with a JWT that is not from a service account',
    make: async ({ kubernetes }) => {
      const now = Math.floor(Date.now() / 1000)
      const claims = { iss: 'https://login.example', sub: 'someone', iat: now, exp: now + 600 }
      return {
        token: signedJwt(
          { ...claims, aud: claimsOf(await kubernetes.token('default', 'vault'))['aud'] },
          await clusterKey(kubernetes),
        ),
      }
    },
    first: 'not-a-service-account',
    certain: ['not-a-service-account', 'wrong-service-account', 'wrong-namespace'],
  },
  {
    name: 'of any account with a JWT that is not from a service account',
    make: async ({ kubernetes, newRole }) => {
      const now = Math.floor(Date.now() / 1000)
      const claims = { iss: 'https://login.example', sub: 'someone', iat: now, exp: now + 600 }
      const role = await newRole({
        bound_service_account_names: '*',
        bound_service_account_namespaces: '*',
        audience: '',
      })
      return { role, token: signedJwt(claims, await clusterKey(kubernetes)) }
    },
    first: 'not-a-service-account',
    certain: ['not-a-service-account'],
  },
]
