/** The tree's open folders in the first render, by the renderer of React that runs without a document. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { keptPlaces } from '../../../renderer/lib/queries/places.ts'
import { useOpenFolders } from '../../../renderer/features/kv/browse/openFolders.ts'

vi.mock('../../../renderer/lib/bridge.ts', () => ({ bridge: {} }))

const profileId = 'one'
const kept = { open: [{ mount: 'secret/', path: 'ci/' }], favorites: [], recent: [], typed: [], authMounts: [] }

function Tree({ path }: { readonly path: string }) {
  const { open } = useOpenFolders(profileId, { mount: 'secret/', path })
  return [...open.values()].map((folder) => `${folder.mount}${folder.path}`).join(' ')
}

const openAt = (path: string, places: typeof kept | null): string => {
  const client = new QueryClient()
  if (places !== null) client.setQueryData(keptPlaces(profileId).queryKey, places)
  const tree = createElement(Tree, { path })
  return renderToStaticMarkup(createElement(QueryClientProvider, { client }, tree))
}

test('folders that were left open stay open when another page has read them before the tree is shown', () => {
  expect(openAt('', kept)).toBe('secret/ci/ secret/')
  expect(openAt('app/db', kept)).toBe('secret/ci/ secret/ secret/app/')
})

test('the path to the place is open before the places are known', () => {
  expect(openAt('app/db', null)).toBe('secret/ secret/app/')
})
