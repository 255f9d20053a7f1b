// The module that scripts/embedReportPage.mjs makes, for checks of types before `npm run setup` has.

/** The program of the page, an ES module. */
export const script: string;
/** Its style sheet. */
export const styles: string;
/** For each language but English its texts: a script that stands before the program. */
export const texts: Readonly<Record<string, string>>;
