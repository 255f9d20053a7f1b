// The module that scripts/embedReportPage.mjs makes, for checks of types before `npm run setup` has.

/** The parts of the page as JSON, compressed by Brotli, in Base64. */
export const packed: string;
