/** The three ways to make a value. Each makes one at once, and another whenever a setting or `attempt` changes. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { NumberField } from '../../../ui/NumberField.tsx'
import { Select } from '../../../ui/Select.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import styles from './GenerateMakers.module.css'
import { generatePassphrase, generatePassword, passphraseBits, passwordBits, type SignSet } from './generating.ts'
import { Problem } from '../../../components/Problem.tsx'
import { passwordPolicyNames } from '../queries.ts'

export interface Made {
  readonly text: string
  /** Bits of its strength; null if only the server knows them. */
  readonly bits: number | null
}

interface MakerProps {
  /** A new number requests a new value. */
  readonly attempt: number
  readonly onMade: (made: Made | null) => void
}

export function PasswordMaker({ attempt, onMade }: MakerProps) {
  const { t } = useLingui()
  const [length, setLength] = useState(24)
  const [sets, setSets] = useState<ReadonlySet<SignSet>>(new Set(['lower', 'upper', 'digits', 'signs']))
  const [withoutAlike, setWithoutAlike] = useState(false)
  useEffect(() => {
    const wish = { length, sets, withoutAlike }
    onMade({ text: generatePassword(wish), bits: passwordBits(wish) })
  }, [attempt, length, sets, withoutAlike, onMade])
  const names: Readonly<Record<SignSet, string>> = {
    lower: t`Lowercase letters`,
    upper: t`Uppercase letters`,
    digits: t`Digits`,
    signs: t`Symbols such as ! # $ %`,
  }
  return (
    <div className={styles['maker']}>
      <NumberField
        label={t`Length`}
        minValue={8}
        maxValue={256}
        value={length}
        onChange={(number) => Number.isFinite(number) && setLength(number)}
      />
      <div className={styles['sets']}>
        {(Object.keys(names) as SignSet[]).map((set) => (
          <Checkbox
            key={set}
            isSelected={sets.has(set)}
            // The last set stays: a password needs characters.
            isDisabled={sets.size === 1 && sets.has(set)}
            onChange={(isWanted) =>
              setSets(new Set(isWanted ? [...sets, set] : [...sets].filter((each) => each !== set)))
            }
          >
            {names[set]}
          </Checkbox>
        ))}
      </div>
      <Checkbox
        isSelected={withoutAlike}
        onChange={setWithoutAlike}
      >{t`Exclude similar characters: I l 1 O 0 |`}</Checkbox>
    </div>
  )
}

const separators = ['-', ' ', '.', '_', ''] as const

export function PassphraseMaker({ attempt, onMade }: MakerProps) {
  const { t } = useLingui()
  const [words, setWords] = useState(7)
  const [separator, setSeparator] = useState<string>('-')
  const [list, setList] = useState<readonly string[] | null>(null)
  useEffect(() => {
    void import('@scure/bip39/wordlists/english.js').then(({ wordlist }) => setList(wordlist))
  }, [])
  useEffect(() => {
    if (list === null) return
    const wish = { words, separator }
    onMade({ text: generatePassphrase(wish, list), bits: passphraseBits(wish, list.length) })
  }, [attempt, list, words, separator, onMade])
  const names: Readonly<Record<(typeof separators)[number], string>> = {
    '-': t`Hyphen`,
    ' ': t`Space`,
    '.': t({ message: 'Period', context: 'Character' }),
    _: t`Underscore`,
    '': t`Nothing`,
  }
  return (
    <div className={styles['maker']}>
      <NumberField
        label={t`Number of words`}
        minValue={4}
        maxValue={24}
        value={words}
        onChange={(number) => Number.isFinite(number) && setWords(number)}
      />
      <Select
        label={t`Word separator`}
        options={separators.map((sign) => ({ value: sign === '' ? 'nothing' : sign, label: names[sign] }))}
        value={separator === '' ? 'nothing' : separator}
        onChange={(sign) => setSeparator(sign === 'nothing' ? '' : sign)}
      />
    </div>
  )
}

export function PolicyMaker({ attempt, onMade, profileId }: MakerProps & { profileId: string }) {
  const { t } = useLingui()
  const { data: names, error, refetch } = useQuery(passwordPolicyNames(profileId))
  const [policy, setPolicy] = useState<string | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  useEffect(() => {
    if (policy === null) return undefined
    let isLate = false
    valueOf(bridge.kv.generate({ profileId, policy })).then(
      ({ password }) => {
        if (isLate) return
        setProblem(null)
        onMade({ text: password, bits: null })
      },
      (thrown: unknown) => {
        if (isLate) return
        setProblem(thrown)
        onMade(null)
      },
    )
    return () => {
      isLate = true
    }
  }, [attempt, policy, profileId, onMade])
  if (error !== null) {
    return (
      <Problem
        problem={error}
        needs={{ capability: 'list', path: 'sys/policies/password' }}
        onRetry={() => void refetch()}
      />
    )
  }
  if (names === undefined) return <SkeletonRows rows={2} />
  if (names.length === 0) {
    return (
      <p>
        <Trans>This server has no password policies.</Trans>
      </p>
    )
  }
  return (
    <div className={styles['maker']}>
      <Select
        label={t`Password policy`}
        placeholder={t`Choose a policy`}
        options={names.map((name) => ({ value: name, label: name }))}
        value={policy}
        onChange={setPolicy}
      />
      {problem !== null && (
        <Problem problem={problem} needs={{ capability: 'read', path: `sys/policies/password/${policy}/generate` }} />
      )}
    </div>
  )
}
