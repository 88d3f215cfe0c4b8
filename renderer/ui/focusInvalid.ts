/**
 * Moves the focus to the first field of a form that is marked as wrong, or to the first open conflict. In the next frame,
 * because the next render marks the fields.
 */
export function focusInvalid(form: Element | null): void {
  requestAnimationFrame(() =>
    form
      ?.querySelector<HTMLElement>('[data-invalid] :is(input, textarea, [role=textbox]), [data-conflict] button')
      ?.focus(),
  )
}
