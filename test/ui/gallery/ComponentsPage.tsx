import { Buttons, Choices, Fields, Forms } from './controls.tsx'
import { Data, Overlays, Progress, States } from './displays.tsx'
import styles from './Gallery.module.css'

/** Every component in its initial state. */
export function ComponentsPage() {
  return (
    <main className={styles['page']}>
      <h1 className={styles['wide']}>Components</h1>
      <Buttons />
      <Overlays />
      <Fields />
      <Choices />
      <Forms />
      <Data />
      <Progress />
      <States />
    </main>
  )
}
