/**
 * A configuration that is being edited, as it is stored: everything but the reviewer's JWT, which the person enters
 * again.
 */
import { z } from 'zod'
import { ConfigState, KubernetesConfig } from '../../../../electron/contract/kubernetes.ts'
import { ConfigForm } from './configForm.ts'

export const ConfigDraft = z.object({
  /** As the server had it when the editing began; null before the first configuration. */
  base: KubernetesConfig.nullable(),
  reviewerWasSet: ConfigState.shape.reviewerSet,
  form: ConfigForm,
})
export type ConfigDraft = z.infer<typeof ConfigDraft>
