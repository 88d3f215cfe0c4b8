/** Props of every dialog that acts on roles. */
export interface RoleDialogProps {
  readonly profileId: string
  /** The mount of the roles, with one slash at its end. */
  readonly mount: string
  readonly onClose: () => void
  /** Called when something was changed, before the dialog closes. */
  readonly onDone: () => void
}
