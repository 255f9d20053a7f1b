import type { ReactElement } from 'react';

interface LegendProps {
  /** Names of the series; their order decides colour and pattern. */
  readonly names: readonly string[];
  /** Mark that the series are drawn with. */
  readonly mark: 'line' | 'bar' | 'dot';
}

/** Legend of a chart: names of the series with their colours and patterns. */
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
