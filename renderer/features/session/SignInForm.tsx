import { zodResolver } from '@hookform/resolvers/zod'
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Controller, useForm, useWatch } from 'react-hook-form'
import { fieldNames, fieldsOf, type SignInMethod, signInMethods } from '../../../electron/contract/signInMethods.ts'
import { bridge } from '../../lib/bridge.ts'
import { answerOf, errorOf } from '../../lib/call.ts'
import { wordsFor } from '../../lib/errors.ts'
import { appState } from '../../lib/queries/app.ts'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { ComboBox } from '../../ui/ComboBox.tsx'
import { RadioGroup } from '../../ui/RadioGroup.tsx'
import { showToast } from '../../ui/toasts.ts'
import styles from './SignInForm.module.css'
import forms from './shared/forms.module.css'
import { CallProblem } from '../../components/CallProblem.tsx'
import { CredentialInput } from './CredentialInput.tsx'
import { type MethodLabels, methodLabels } from './signInLabels.ts'
import { credentialsOf, fieldsFor, firstValues, type Methods, mountFor, orderOf, SignInValues } from './signInValues.ts'
import { useSignedIn } from './useSignedIn.ts'

/** Signs in by any of the methods; a refusal is shown in place, and the field keeps the focus. */
export function SignInForm({ profileId, methods }: { profileId: string; methods: Methods }) {
  const { t, i18n } = useLingui()
  const onSignedIn = useSignedIn(profileId)
  const { data: app } = useQuery(appState)
  const [problem, setProblem] = useState<unknown>(null)
  const first = firstValues(methods)
  const { control, handleSubmit, setFocus, setValue, resetField, unregister, clearErrors, formState } =
    useForm<SignInValues>({
      resolver: zodResolver(SignInValues),
      defaultValues: first,
      shouldFocusError: true,
    })
  const { errors, isSubmitting } = formState
  const method = useWatch({ control, name: 'method' })
  const inMemory = app?.custody.kind === 'memory'
  const fields = fieldsOf(method)
  const secrets = fields.filter(({ kind }) => kind === 'secret')
  const { defaultMount } = signInMethods[method]
  const { refused }: MethodLabels = methodLabels[method]
  /** The first empty field of the form as it opened. */
  const toType = fieldsOf(first.method).find(({ name }) => first.fields[name] === '')?.name

  const choose = (next: SignInMethod) => {
    setProblem(null)
    // SECURITY: text that was typed for one method must not be sent as another's credential, nor stay in the form,
    // which holds the last text of a field until the field is unregistered.
    for (const { name } of secrets) unregister(`fields.${name}`)
    clearErrors('fields')
    setValue('method', next)
    setValue('mount', mountFor(next, methods))
    const texts = fieldsFor(next, methods)
    for (const name of fieldNames) setValue(`fields.${name}`, texts[name])
  }
  const signIn = handleSubmit(async (values) => {
    setProblem(null)
    try {
      const { value, warnings } = await answerOf(
        bridge.session.signIn({ profileId, credentials: credentialsOf(values), remember: values.remember }),
      )
      // SECURITY: the credential leaves the page with the sign-in.
      for (const { name } of secrets) resetField(`fields.${name}`, { defaultValue: '' })
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
      const [secret] = secrets
      if (secret !== undefined) setFocus(`fields.${secret.name}`, { shouldSelect: true })
    }
  })
  const isRefused = problem !== null && errorOf(problem).code === 'sign-in-refused'
  const options = methods.listed
    .filter((listed) => listed.method === method)
    .map(({ mount, description }) => ({ value: mount, label: mount, description }))

  return (
    <form className={forms['form']} onSubmit={(event) => void signIn(event)} noValidate>
      <Controller
        control={control}
        name="method"
        render={({ field }) => (
          <RadioGroup
            label={t`Method`}
            look="segments"
            value={field.value}
            onChange={choose}
            options={orderOf(methods).map((value) => ({ value, label: i18n._(methodLabels[value].name) }))}
          />
        )}
      />
      {defaultMount !== null && (
        <Controller
          control={control}
          name="mount"
          render={({ field }) => (
            <ComboBox
              {...field}
              label={t`Mount path`}
              description={t`The path where the auth method is enabled, without auth/.`}
              options={options}
              mono
              error={
                errors.mount && t`Enter the path of the auth method, such as ${signInMethods[method].defaultMount}.`
              }
            />
          )}
        />
      )}
      {fields.map((described) => (
        <Controller
          // SECURITY: a secret gets an input of its own for each method, so that no other method's text stays in it.
          key={described.kind === 'secret' ? `${method}.${described.name}` : described.name}
          control={control}
          name={`fields.${described.name}`}
          render={({ field }) => (
            <CredentialInput
              {...field}
              described={described}
              autoFocus={first.method === method && described.name === toType}
              isRefused={isRefused}
              isMissing={errors.fields?.[described.name] !== undefined}
            />
          )}
        />
      ))}
      {problem !== null && (
        <CallProblem problem={problem} meaning={isRefused && refused !== undefined ? i18n._(refused) : undefined} />
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
                ? t`This computer has no keychain. To store the token, choose a passphrase-protected file in Settings first.`
                : t`Strongroom then signs in automatically until the token expires.`
            }
          >
            {app?.custody.kind === 'passphrase' ? t`Store token on this computer` : t`Store token in the keychain`}
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
