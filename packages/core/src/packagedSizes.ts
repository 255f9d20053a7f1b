/** Bytes that a page fetches once to classify, after gzip and roughly: the code of its worker, and the files. The build checks them. */
export const packagedSizes = { code: 555_000, model: 963_000, detector: 245_000, engine: 137_000 };
