const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * A name of the page for use within a sentence. One that is written from right to left is put between Unicode's isolates (FSI and PDI), or
 * the numbers beside it would change places with it.
 */
export const isolateName = (name: string): string => (RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name);
