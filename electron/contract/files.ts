/**
 * Files and folders that the person chose outside the page. A page gets a handle and the path to show; the core never
 * takes a path from a page (docs/security.md, "Files and folders").
 */
import { z } from 'zod'
import { mutation, query } from './define.ts'

/** Identifies a file or folder until the next lock. */
export const FileHandle = z.uuid()

/** `kubeconfig`: a file to read. `keys`: a new file for new keys. `policies`: a folder that gets a new folder. */
export const FileKind = z.enum(['kubeconfig', 'keys', 'policies'])
export type FileKind = z.infer<typeof FileKind>

export const ChosenFile = z.object({ handle: FileHandle, shownPath: z.string() })
export type ChosenFile = z.infer<typeof ChosenFile>

export const OfferedFiles = z.discriminatedUnion('how', [
  /** `choose` opens a dialog of the operating system. */
  z.object({ how: z.literal('dialog') }),
  /** The folder that the person chose when Strongroom was started, and its files that may be kubeconfigs. */
  z.object({ how: z.literal('folder'), folder: z.string(), files: z.array(ChosenFile.extend({ name: z.string() })) }),
  /** No folder was chosen; `command` starts Strongroom with one. */
  z.object({ how: z.literal('none'), command: z.string() }),
])
export type OfferedFiles = z.infer<typeof OfferedFiles>

export const files = {
  /** Returns how files can be chosen in this shell. */
  offered: query({ input: z.strictObject({}), output: OfferedFiles }),
  /**
   * Lets the person choose; null when they canceled. In the browser shell the core names new files in the folder that
   * was chosen at the start, and kubeconfigs come from `offered`. Errors: `unsupported` without such a folder;
   * `rejected` while another dialog is open.
   */
  choose: mutation({ input: z.strictObject({ kind: FileKind }), output: ChosenFile.nullable() }),
}
