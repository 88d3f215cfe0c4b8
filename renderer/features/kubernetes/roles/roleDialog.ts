/** What every dialog that does something to roles is given. */
export interface RoleDialogProps {
  readonly profileId: string
  /** The mount of the roles, with one slash at its end. */
  readonly mount: string
  readonly onClose: () => void
  /** Called when something was done, before the dialog closes. */
  readonly onDone: () => void
}
