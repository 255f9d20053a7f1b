/** How much of a test is done: little in `npm test`, what `npm run reliability` asks for in a long run. */
export const amountOf = (variable: string, usual: number): number => Number(process.env[variable] ?? usual);

/** Prints what a test has counted. */
export const reportFigures = (what: string, figures: Readonly<Record<string, unknown>>): void =>
  console.log(
    `${what}: ${Object.entries(figures)
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(', ')}`,
  );
