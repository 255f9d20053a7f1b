/** How much of a test is done: little in `npm test`, what `npm run reliability` asks for in a long run. */
export const amountOf = (variable: string, usual: number): number => Number(process.env[variable] ?? usual);

/** Whether this is `npm run reliability`. A GPU that is drawn by the processor is too slow for some tests in `npm test`. */
export const isLong = process.env.FERKIT_FRAMES !== undefined;

/** Prints what a test has counted; docs/reliability.md quotes these lines. */
export const reportFigures = (what: string, figures: Readonly<Record<string, unknown>>): void =>
  console.log(
    `${what}: ${Object.entries(figures)
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(', ')}`,
  );
