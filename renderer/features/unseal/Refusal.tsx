import { Trans, useLingui } from '@lingui/react/macro'
import type { CallError } from '../../../electron/contract/result.ts'
import { detailsOf, wordsFor } from '../../lib/errors.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'

export interface RefusalProps {
  readonly error: CallError
  /** Words that know more of the place than the error's code does. */
  readonly title?: string | undefined
  readonly meaning?: string | undefined
}

/** A failure in the place where it happened: what it means, with the server's own words folded under it. */
export function Refusal({ error, title, meaning }: RefusalProps) {
  const { i18n } = useLingui()
  const words = wordsFor(error)
  return (
    <Banner tone="warn" title={title ?? i18n._(words.title)}>
      <p>{meaning ?? i18n._(words.help)}</p>
      <Disclosure title={<Trans>What the server said</Trans>}>
        {detailsOf(error).map((line) => (
          <p key={line}>
            <code>{line}</code>
          </p>
        ))}
      </Disclosure>
    </Banner>
  )
}
