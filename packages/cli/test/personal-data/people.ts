/** A caller who must not show up anywhere. */
export interface Person {
  /** E.164, and nobody's */
  readonly number: string
  readonly firstName: string
  readonly lastName: string
}

const beginnings = ['Zor', 'Quel', 'Vax', 'Myr', 'Jhon', 'Wyx', 'Plo', 'Gwen', 'Drae', 'Ulk']
const ends = ['vanik', 'tamor', 'wexil', 'qarun', 'phizel']

/** 500 people whose numbers and names are found in no other text. */
export const people: readonly Person[] = Array.from({ length: 500 }, (_, index) => {
  const middle = `${letterOf(index)}${letterOf(Math.floor(index / 26))}`
  return {
    number: `+3161${String(index * 13_577 + 2_345_679).padStart(7, '0')}`,
    firstName: `${beginnings[index % 10]}x${middle}x${ends[index % 5]}`,
    lastName: `${beginnings[(index + 3) % 10]}q${middle}q${ends[(index + 2) % 5]}`,
  }
})

/** The ways in which their numbers and names are written. */
export function markersOf({ number, firstName, lastName }: Person): string[] {
  const subscriber = number.slice(4)
  const spaced = `${subscriber.slice(0, 2)} ${subscriber.slice(2, 4)} ${subscriber.slice(4, 6)} ${subscriber.slice(6)}`
  const dashed = spaced.replaceAll(' ', '-')
  return [subscriber, spaced, dashed, firstName.toLowerCase(), lastName.toLowerCase()]
}

function letterOf(index: number): string {
  return String.fromCharCode(97 + (index % 26))
}

/** The one at whose call a plugin leaves an error behind, and the one at whose call it holds the thread. */
export const [detached, holding] = people.slice(-2) as [Person, Person]
