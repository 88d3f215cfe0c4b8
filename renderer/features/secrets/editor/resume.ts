/** Carries the wish to go on with a draft from the page that offered it to the editor that opens. */
let wanted: string | null = null

const nameOf = (profileId: string, place: string) => `${profileId} ${place}`

export const resume = {
  /** The next editor of this place goes on with its draft without asking. */
  next: (profileId: string, place: string): void => {
    wanted = nameOf(profileId, place)
  },
  isWanted: (profileId: string, place: string): boolean => wanted === nameOf(profileId, place),
  /** The wish is fulfilled. */
  done: (): void => {
    wanted = null
  },
}
