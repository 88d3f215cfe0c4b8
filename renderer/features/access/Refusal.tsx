import { Trans, useLingui } from '@lingui/react/macro'
import { errorOf } from '../../lib/call.ts'
import { detailsOf, wordsFor } from '../../lib/errors.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'

/** A failure in the place where it happened, with the server's own words folded under it. Props: `problem`, as thrown. */
export function Refusal({ problem }: { problem: unknown }) {
  const { i18n } = useLingui()
  const error = errorOf(problem)
  const words = wordsFor(error)
  return (
    <Banner tone="warn" title={i18n._(words.title)}>
      <p>{i18n._(words.help)}</p>
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
