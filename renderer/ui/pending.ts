/**
 * What a button at work is given: it keeps the focus and takes no press. React Aria's own `isPending` is not used: it
 * announces the button by its id, and what it announces has no name once the button is gone with its page.
 */
export const whilePending = {
  onPress: () => undefined,
  // So that it does not submit its form again.
  type: 'button',
  'aria-disabled': true,
  'data-pending': true,
} as const
