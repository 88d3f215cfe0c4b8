/** Which page is at which address. */
import {
  createHashHistory,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  redirect,
} from '@tanstack/react-router'
import { z } from 'zod'
import { beforePage, type RouterContext } from './beforePage.ts'
import { Frame } from './Frame.tsx'
import { lazyPage } from './lazyPage.tsx'
import { ServerScope } from './ServerScope.tsx'

const HomePage = lazyPage(() => import('./HomePage.tsx'), 'HomePage')

const root = createRootRouteWithContext<RouterContext>()({ component: Frame, notFoundComponent: HomePage })

const home = createRoute({ getParentRoute: () => root, path: '/', component: HomePage })

const connections = createRoute({
  getParentRoute: () => root,
  path: '/connections',
  component: lazyPage(() => import('./pages/connections.tsx'), 'Connections'),
})
const newConnection = createRoute({
  getParentRoute: () => root,
  path: '/connections/new',
  validateSearch: z.object({
    address: z.string().max(2048).optional().catch(undefined),
    test: z.literal('no').optional().catch(undefined),
  }),
  component: lazyPage(() => import('./pages/connections.tsx'), 'NewConnection'),
})
const editConnection = createRoute({
  getParentRoute: () => root,
  path: '/connections/$profileId',
  component: lazyPage(() => import('./pages/connections.tsx'), 'EditConnection'),
})
const practice = createRoute({
  getParentRoute: () => root,
  path: '/practice',
  component: lazyPage(() => import('./pages/connections.tsx'), 'Practice'),
})
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyPage(() => import('../features/settings/SettingsPage.tsx'), 'SettingsPage'),
})
const keychain = createRoute({
  getParentRoute: () => root,
  path: '/keychain',
  component: lazyPage(() => import('../features/custody/KeychainPage.tsx'), 'KeychainPage'),
})

const server = createRoute({ getParentRoute: () => root, path: '/c/$profileId', component: ServerScope })
const serverHome = createRoute({
  getParentRoute: () => server,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/c/$profileId/secrets', params, replace: true })
  },
})
const engines = createRoute({
  getParentRoute: () => server,
  path: '/secrets',
  component: lazyPage<'Engines'>(() => import('./pages/kv.tsx'), 'Engines'),
})
const kv = createRoute({
  getParentRoute: () => server,
  path: '/kv',
  validateSearch: z.object({
    mount: z.string().catch(''),
    path: z.string().catch(''),
    version: z.coerce.number().int().min(1).optional().catch(undefined),
    compare: z.coerce.number().int().min(1).optional().catch(undefined),
    mode: z.enum(['edit', 'new']).optional().catch(undefined),
    draft: z.string().max(64).optional().catch(undefined),
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ context, params, deps }) =>
    beforePage(
      import('./pages/kv.tsx').then(({ startReading }) => startReading(context.queryClient, params.profileId, deps)),
    ),
  // Once for each time that the address is opened.
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: 0,
  component: lazyPage<'Kv'>(() => import('./pages/kv.tsx'), 'Kv'),
})
const policies = createRoute({
  getParentRoute: () => server,
  path: '/policies',
  validateSearch: z.object({
    name: z.string().optional().catch(undefined),
    mode: z.enum(['new', 'import', 'grant', 'export']).optional().catch(undefined),
    draft: z.string().max(100).optional().catch(undefined),
    mount: z.string().optional().catch(undefined),
    path: z.string().optional().catch(undefined),
  }),
  component: lazyPage(() => import('./pages/policies.tsx'), 'Policies'),
})
const kubernetes = createRoute({
  getParentRoute: () => server,
  path: '/kubernetes',
  component: lazyPage(() => import('./pages/kubernetes.tsx'), 'Kubernetes'),
})
const kubernetesMount = createRoute({
  getParentRoute: () => server,
  path: '/kubernetes/mount',
  validateSearch: z.object({
    mount: z.string().catch(''),
    tab: z.enum(['roles', 'config', 'doctor', 'manifests']).optional().catch(undefined),
    role: z.string().optional().catch(undefined),
  }),
  component: lazyPage(() => import('./pages/kubernetes.tsx'), 'KubernetesMount'),
})
const kubernetesRole = createRoute({
  getParentRoute: () => server,
  path: '/kubernetes/role',
  validateSearch: z.object({
    mount: z.string().catch(''),
    role: z.string().optional().catch(undefined),
    like: z.string().optional().catch(undefined),
    draft: z.string().max(64).optional().catch(undefined),
  }),
  component: lazyPage(() => import('./pages/kubernetes.tsx'), 'KubernetesRole'),
})
const seal = createRoute({
  getParentRoute: () => server,
  path: '/seal',
  component: lazyPage(() => import('./pages/seal.tsx'), 'Seal'),
})
const access = createRoute({
  getParentRoute: () => server,
  path: '/access',
  component: lazyPage(() => import('./pages/seal.tsx'), 'Access'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    connections,
    newConnection,
    editConnection,
    practice,
    settings,
    keychain,
    server.addChildren([serverHome, engines, kv, policies, kubernetes, kubernetesMount, kubernetesRole, seal, access]),
  ]),
  history: createHashHistory(),
  // The provider gives the query client (App.tsx).
  context: { queryClient: undefined as never },
  // Plain strings: the default reads `path=123` as a number, and a secret may well be called 123.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
    return given.length === 0
      ? ''
      : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`
  },
  defaultPreload: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
