/** The runs of a bench, the latest last. */
export function readResults(name: string): readonly object[];

/** The page with the latest figures, and its charts by the name of the bench. */
export function renderPerformance(
  text: string,
): Promise<{ readonly text: string; readonly charts: Readonly<Record<string, string>> }>;
