/** Sizes in bytes of what a page fetches once to classify: the code of its worker after gzip, roughly, and the files. The build checks them. */
export const packagedSizes = { code: 555_000, model: 1_435_504, detector: 269_520, engine: 424_594 };
