/** Browsers evaluate tfjs without help. */
export {};
