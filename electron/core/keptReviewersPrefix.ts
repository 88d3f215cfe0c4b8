/** Under which names of the sealed store reviewers' JWTs rest, by connection. */
export const keptReviewersPrefix = 'reviewers:'
