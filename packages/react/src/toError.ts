/** A caught value as an Error: JavaScript can throw any value. */
export const toError = (cause: unknown): Error => (cause instanceof Error ? cause : new Error(String(cause)));
