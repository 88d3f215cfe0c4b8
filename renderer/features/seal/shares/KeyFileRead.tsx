import { Plural } from '@lingui/react/macro'
import type { KeyFileFacts } from '../../../../electron/contract/seal.ts'
import { TidiedNote } from '../../../components/TidiedNote.tsx'

/** Names the format of a key file, so that a wrong file is noticed. */
export function KeyFileRead({ facts: { kind, shares, repeated, tidied } }: { facts: KeyFileFacts }) {
  return (
    <div>
      <output>
        <KindAndCount kind={kind} shares={shares} />{' '}
        {repeated > 0 && (
          <Plural
            value={repeated}
            one="One share is in the file twice and counts once."
            other="# shares are in the file more than once and count once."
          />
        )}
      </output>
      <TidiedNote tidied={tidied} />
    </div>
  )
}

function KindAndCount({ kind, shares }: Pick<KeyFileFacts, 'kind' | 'shares'>) {
  switch (kind) {
    case 'init-text':
      return (
        <Plural
          value={shares}
          one="Read # share from the text output of operator init."
          other="Read # shares from the text output of operator init."
        />
      )
    case 'init-json':
      return (
        <Plural
          value={shares}
          one="Read # share from the JSON output of operator init."
          other="Read # shares from the JSON output of operator init."
        />
      )
    case 'init-yaml':
      return (
        <Plural
          value={shares}
          one="Read # share from the YAML output of operator init."
          other="Read # shares from the YAML output of operator init."
        />
      )
    case 'api-answer':
      return (
        <Plural
          value={shares}
          one="Read # share from an API response of sys/init."
          other="Read # shares from an API response of sys/init."
        />
      )
    case 'kubernetes-secret':
      return (
        <Plural
          value={shares}
          one="Read # share from a Kubernetes Secret."
          other="Read # shares from a Kubernetes Secret."
        />
      )
    case 'list':
      return <Plural value={shares} one="Read # share from a list." other="Read # shares from a list." />
  }
}
