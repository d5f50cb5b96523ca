/** What went wrong in words that are enough for the user: shown without a stack trace. */
export class UserError extends Error {}
