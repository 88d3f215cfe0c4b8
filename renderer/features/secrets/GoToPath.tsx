/** A field that goes to a place by its name: the only way for those who may not list. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { mountList } from '../../lib/queries/mounts.ts'
import { routes, useGo } from '../../lib/routes.ts'
import { TextField } from '../../ui/TextField.tsx'
import { readTypedPlace } from './names.ts'

/** Takes `secret/webapp/config` and `secret/data/webapp/config`; a slash at the end opens a folder. */
export function GoToPath({ profileId, mount }: { profileId: string; mount: string }) {
  const { t } = useLingui()
  const go = useGo()
  const { data: known } = useQuery(mountList(profileId))
  const [typed, setTyped] = useState('')
  const [isRefused, setRefused] = useState(false)

  function submit(event: FormEvent) {
    event.preventDefault()
    if (typed.trim() === '') return
    const place = readTypedPlace(typed, known?.mounts ?? [], mount)
    setRefused(place === null)
    if (place !== null) go(routes.kv(profileId, place))
  }

  return (
    <form onSubmit={submit}>
      <TextField
        label={t`Go to path`}
        hideLabel
        mono
        placeholder={t`Go to path`}
        value={typed}
        onChange={(text) => {
          setTyped(text)
          setRefused(false)
        }}
        error={isRefused && t`A name may not be . or .., and no slash may follow another.`}
      />
    </form>
  )
}
