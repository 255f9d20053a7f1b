/** The amount of work of a test: set by `npm run reliability`, else the default for `npm test`. */
export const amountOf = (variable: string, usual: number): number => Number(process.env[variable] ?? usual);

/** True under `npm run reliability`. Some tests on SwiftShader are too slow for `npm test`. */
export const isLong = process.env.FERKIT_FRAMES !== undefined;

/** Prints a test's figures; docs/reliability.md quotes these lines. */
export const reportFigures = (what: string, figures: Readonly<Record<string, unknown>>): void =>
  console.log(
    `${what}: ${Object.entries(figures)
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(', ')}`,
  );
