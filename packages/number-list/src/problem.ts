/** Why a list cannot be used: what is wrong with its file, and what to do about it. Holds no number. */
export class ListProblem extends Error {
  override readonly name = 'ListProblem'
}
