import type { ReactElement } from 'react';

interface LegendProps {
  /** The series in their order, which decides colour and pattern. */
  readonly names: readonly string[];
  /** `line` or `bar`: what the series are drawn as. */
  readonly mark: 'line' | 'bar';
}

/** Which colour and pattern stands for what. */
export function Legend({ names, mark }: LegendProps): ReactElement {
  return (
    <ul className="ferkit-legend" data-mark={mark}>
      {names.map((name, series) => (
        <li key={series} data-series={series}>
          {name}
        </li>
      ))}
    </ul>
  );
}
