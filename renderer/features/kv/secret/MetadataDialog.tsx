/** Changes the settings and the custom metadata of a secret; only what was changed is sent. API: `PATCH /:mount/metadata/:path`. */
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { customMetadataLimits, type SecretMetadata } from '../../../../electron/contract/kvHistory.ts'
import { bridge } from '../../../lib/bridge.ts'
import { answerOf } from '../../../lib/call.ts'
import { useAct } from '../../../lib/useAct.ts'
import { Button } from '../../../ui/Button.tsx'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { FormLayout, FormSection, FormWide } from '../../../ui/FormLayout.tsx'
import { NumberField } from '../../../ui/NumberField.tsx'
import { CustomFields } from './CustomFields.tsx'
import { customChanges, type EditedField, fieldProblem, isEmptyField } from './customMetadata.ts'
import { DurationField } from '../../../ui/DurationField.tsx'
import { amountOf, secondsOfAmount } from '../../../lib/durations.ts'
import { lastName, type SecretPlace } from '../shared/names.ts'
import { Problem } from '../../../components/Problem.tsx'
import { kvKey } from '../queries.ts'
import { sayDone } from '../../../ui/sayDone.ts'
import { sayReason } from '../../../ui/sayReason.ts'
import { useSettingMessages } from './useSettingMessages.ts'
import { visibleText } from '../../../lib/exactPieces.ts'

export function MetadataDialog({
  profileId,
  place,
  metadata,
  onClose,
}: {
  profileId: string
  place: SecretPlace
  metadata: SecretMetadata
  onClose: () => void
}) {
  const { t } = useLingui()
  const formId = useId()
  const queryClient = useQueryClient()
  // The metadata when the dialog opened: only differences from it are sent.
  const [before] = useState(metadata)
  const [maxVersions, setMaxVersions] = useState(before.maxVersions.own)
  const [after, setAfter] = useState(amountOf(before.deleteVersionAfter.own))
  const [casRequired, setCasRequired] = useState(before.casRequired.own)
  const [fields, setFields] = useState<readonly EditedField[]>(() =>
    before.customMetadata.map((field, id) => ({ ...field, id })),
  )
  const words = useSettingMessages(before)

  // An empty row is not counted.
  const given = fields.filter((field) => !isEmptyField(field))
  const custom = customChanges(
    before.customMetadata,
    given.map(({ key, value }) => ({ key, value })),
  )
  const wanted = Number.isNaN(maxVersions) ? 0 : maxVersions
  const seconds = secondsOfAmount(after)
  const changes = {
    ...(wanted !== before.maxVersions.own && { maxVersions: wanted }),
    ...(seconds !== before.deleteVersionAfter.own && { deleteVersionAfter: seconds }),
    ...(casRequired !== before.casRequired.own && { casRequired }),
    ...(custom !== undefined && { customMetadata: custom }),
  }
  const isBad = given.length > customMetadataLimits.keys || given.some((field) => fieldProblem(field, given) !== null)
  const reason = isBad
    ? t`Fix the highlighted fields.`
    : Object.keys(changes).length === 0
      ? t`Nothing was changed.`
      : undefined

  const { start, isPending, problem } = useAct(async () => {
    try {
      const at = { profileId, mount: place.mount, path: place.path }
      const { warnings } = await answerOf(bridge.kv.changeMetadata({ at, ...changes }))
      sayDone(t`Metadata of ${visibleText(lastName(place.path))} saved`, warnings)
      onClose()
    } finally {
      void queryClient.invalidateQueries({ queryKey: kvKey(profileId, 'secret', place.mount) })
    }
  })

  function save(event: FormEvent): void {
    event.preventDefault()
    if (isPending) return
    if (reason === undefined) void start()
    else sayReason(reason)
  }

  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen && !isPending) onClose()
      }}
      title={t`Metadata of ${visibleText(lastName(place.path))}`}
      isDismissable={Object.keys(changes).length === 0}
      footer={
        <>
          <Button onPress={onClose} isDisabled={isPending}>{t`Cancel`}</Button>
          <Button type="submit" form={formId} variant="primary" isPending={isPending} disabledReason={reason}>
            {t`Save metadata`}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={save}>
        {/* Enter in a field shows why nothing can be saved yet. */}
        {reason !== undefined && <input type="submit" hidden />}
        <FormLayout>
          {problem !== null && (
            <FormWide>
              <Problem
                problem={problem}
                needs={{ capability: 'patch', path: `${place.mount}metadata/${place.path}` }}
              />
            </FormWide>
          )}
          <FormSection title={t`Versions`}>
            <NumberField
              label={t`Versions to keep`}
              description={t`0 = engine setting. Now: ${words.maxVersions.value}, ${words.maxVersions.why}.`}
              minValue={0}
              maxValue={100_000}
              value={maxVersions}
              onChange={setMaxVersions}
            />
            <DurationField
              label={t`Delete versions after`}
              description={t`0 = engine setting, which is also the limit. Now: ${words.deleteVersionAfter.value}, ${words.deleteVersionAfter.why}.`}
              value={after}
              onChange={setAfter}
            />
            <FormWide>
              <Checkbox
                isSelected={casRequired}
                onChange={setCasRequired}
                description={
                  before.casRequired.from === 'engine'
                    ? t`The engine requires check-and-set regardless of this setting.`
                    : t`Strongroom always uses check-and-set. This setting applies to all other clients.`
                }
              >
                {t`Accept only writes with check-and-set`}
              </Checkbox>
            </FormWide>
          </FormSection>
          <FormSection
            title={t`Custom metadata`}
            description={t`Not secret: anyone who can read the data can see it. At most ${customMetadataLimits.keys} fields.`}
          >
            <FormWide>
              <CustomFields fields={fields} onChange={setFields} />
            </FormWide>
          </FormSection>
        </FormLayout>
      </form>
    </Dialog>
  )
}
