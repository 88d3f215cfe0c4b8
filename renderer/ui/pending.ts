/**
 * Props of a button while it works: it keeps the focus and ignores presses. React Aria's own `isPending` is not used:
 * it announces the button by its id, and the announcement has no name once the button is removed with its page.
 */
export const whilePending = {
  onPress: () => undefined,
  // So that it does not submit its form again.
  type: 'button',
  'aria-disabled': true,
  'data-pending': true,
} as const
