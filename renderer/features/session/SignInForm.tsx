import { zodResolver } from '@hookform/resolvers/zod'
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Controller, useForm, useWatch } from 'react-hook-form'
import type { SignInMethod } from '../../../electron/contract/session.ts'
import { bridge } from '../../lib/bridge.ts'
import { answerOf, errorOf } from '../../lib/call.ts'
import { wordsFor } from '../../lib/errors.ts'
import { appState } from '../../lib/queries/app.ts'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { ComboBox } from '../../ui/ComboBox.tsx'
import { PasswordField } from '../../ui/PasswordField.tsx'
import { RadioGroup } from '../../ui/RadioGroup.tsx'
import { showToast } from '../../ui/toasts.ts'
import { TextField } from '../../ui/TextField.tsx'
import styles from './Access.module.css'
import { CallProblem } from '../../ui/CallProblem.tsx'
import { credentialsOf, firstValues, type Methods, mountFor, orderOf, SignInValues } from './signInValues.ts'
import { useSignedIn } from './useSignedIn.ts'

/** Signs in by any of the methods; a refusal is answered in place, and the field keeps the focus. */
export function SignInForm({ profileId, methods }: { profileId: string; methods: Methods }) {
  const { t, i18n } = useLingui()
  const onSignedIn = useSignedIn(profileId)
  const { data: app } = useQuery(appState)
  const [problem, setProblem] = useState<unknown>(null)
  const first = firstValues(methods)
  const { control, handleSubmit, setFocus, setValue, resetField, formState } = useForm<SignInValues>({
    resolver: zodResolver(SignInValues),
    defaultValues: first,
    shouldFocusError: true,
  })
  const { errors, isSubmitting } = formState
  const method = useWatch({ control, name: 'method' })
  const inMemory = app?.custody.kind === 'memory'
  const names: Readonly<Record<SignInMethod, string>> = {
    token: t`Token`,
    userpass: t`User name`,
    ldap: 'LDAP',
    approle: 'AppRole',
  }

  const choose = (next: SignInMethod) => {
    setProblem(null)
    setValue('method', next)
    setValue('mount', mountFor(next, methods))
    setValue('name', methods.last?.method === next ? methods.last.username : '')
    // SECURITY: what was typed for one method must not be sent as another's credential.
    resetField('secret', { defaultValue: '' })
  }
  const signIn = handleSubmit(async (values) => {
    setProblem(null)
    try {
      const { value, warnings } = await answerOf(
        bridge.session.signIn({ profileId, credentials: credentialsOf(values), remember: values.remember }),
      )
      // SECURITY: the credential leaves the page with the sign-in.
      resetField('secret', { defaultValue: '' })
      const { keepProblem, ...identity } = value
      onSignedIn(identity, warnings)
      if (keepProblem !== null) {
        const title = values.remember
          ? t`You are signed in, but the token could not be stored`
          : t`You are signed in, but an older stored token could not be removed`
        const { title: why, help } = wordsFor({ code: keepProblem })
        showToast({ title, body: `${i18n._(why)}. ${i18n._(help)}`, tone: 'danger', seconds: Infinity })
      }
    } catch (thrown) {
      setProblem(thrown)
      setFocus('secret', { shouldSelect: true })
    }
  })
  const isRefused = problem !== null && errorOf(problem).code === 'sign-in-refused'
  const options = methods.listed
    .filter((listed) => listed.method === method)
    .map(({ mount, description }) => ({ value: mount, label: mount, description }))

  return (
    <form className={styles['form']} onSubmit={(event) => void signIn(event)} noValidate>
      <Controller
        control={control}
        name="method"
        render={({ field }) => (
          <RadioGroup
            label={t`Method`}
            look="segments"
            value={field.value}
            onChange={choose}
            options={orderOf(methods).map((value) => ({ value, label: names[value] }))}
          />
        )}
      />
      {method !== 'token' && (
        <>
          <Controller
            control={control}
            name="mount"
            render={({ field }) => (
              <ComboBox
                {...field}
                label={t`Mount path`}
                description={t`Where the method is enabled, below auth/.`}
                options={options}
                mono
                error={errors.mount && t`Type the path of the method, such as ${`${method}/`}.`}
              />
            )}
          />
          <Controller
            control={control}
            name="name"
            render={({ field }) => (
              <TextField
                {...field}
                label={method === 'approle' ? t`Role ID` : t`User name`}
                mono={method === 'approle'}
                autoComplete="off"
                autoFocus={first.method === method && first.name === ''}
                error={errors.name && (method === 'approle' ? t`Type the role ID.` : t`Type your user name.`)}
              />
            )}
          />
        </>
      )}
      <Controller
        control={control}
        name="secret"
        render={({ field }) => (
          <PasswordField
            {...field}
            key={method}
            label={method === 'token' ? t`Token` : method === 'approle' ? t`Secret ID` : t`Password`}
            autoFocus={first.method === method && (method === 'token' || first.name !== '')}
            isInvalid={isRefused || errors.secret !== undefined}
            error={errors.secret && (method === 'token' ? t`Type or paste a token.` : t`Type your password.`)}
          />
        )}
      />
      {problem !== null && (
        <CallProblem
          problem={problem}
          meaning={isRefused && method === 'token' ? t`The token is wrong, expired or revoked.` : undefined}
        />
      )}
      <Controller
        control={control}
        name="remember"
        render={({ field: { value, onChange } }) => (
          <Checkbox
            isSelected={value}
            onChange={onChange}
            isDisabled={inMemory}
            description={
              inMemory
                ? t`This computer has no keychain. To keep the token, choose a passphrase file under Settings first.`
                : t`Strongroom then signs in by itself until the token ends.`
            }
          >
            {app?.custody.kind === 'passphrase'
              ? t`Keep the token on this computer`
              : t`Keep the token in the keychain`}
          </Checkbox>
        )}
      />
      <div className={styles['actions']}>
        <Button type="submit" variant="primary" isPending={isSubmitting}>
          {t`Sign in`}
        </Button>
      </div>
    </form>
  )
}
