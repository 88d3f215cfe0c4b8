/** The folders and secrets of KV mounts as a tree, of which only what was opened is known. */
import type { TreeNode } from '../../ui/treeRows.ts'
import type { SecretPlace } from './names.ts'

/** What is known of an opened folder. */
export interface OpenFolder {
  readonly names: readonly string[] | undefined
  readonly isBusy: boolean
  /** It could not be listed. */
  readonly isClosed: boolean
}

export interface TreeValue extends SecretPlace {
  readonly name: string
  readonly isFolder: boolean
  readonly isClosed: boolean
}

/** `foo` and `foo/` are two things, and have two keys. */
export const treeKey = ({ mount, path }: SecretPlace): string => `${mount}\n${path}`

/** The nodes of `mounts`; what stands in `folders` under its key has children, other folders can be opened. */
export function treeOf(mounts: readonly string[], folders: ReadonlyMap<string, OpenFolder>): TreeNode<TreeValue>[] {
  const folderNode = (mount: string, path: string, name: string): TreeNode<TreeValue> => {
    const key = treeKey({ mount, path })
    const open = folders.get(key)
    const children = open?.names?.map((child) =>
      child.endsWith('/') ? folderNode(mount, `${path}${child}`, child) : secretNode(mount, `${path}${child}`, child),
    )
    return {
      key,
      text: name,
      value: { mount, path, name, isFolder: true, isClosed: open?.isClosed ?? false },
      children: children ?? null,
      isBusy: open?.isBusy ?? false,
    }
  }
  const secretNode = (mount: string, path: string, name: string): TreeNode<TreeValue> => ({
    key: treeKey({ mount, path }),
    text: name,
    value: { mount, path, name, isFolder: false, isClosed: false },
    children: undefined,
  })
  return mounts.map((mount) => folderNode(mount, '', mount))
}
