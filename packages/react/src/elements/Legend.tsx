import { type ReactElement, useState } from 'react';

/** Attributes that give a series its colour and its pattern. */
export interface SeriesStyle {
  readonly 'data-series': number;
  readonly 'data-dashed'?: '' | undefined;
}

interface LegendProps {
  /** Names of the series; their order decides colour and pattern unless `styles` does. */
  readonly names: readonly string[];
  readonly styles?: readonly SeriesStyle[] | undefined;
  /** Mark that the series are drawn with. */
  readonly mark: 'line' | 'bar' | 'dot';
  /** Makes a button of each name that shows and hides its series. */
  readonly toggles?: SeriesToggles | undefined;
  /** Accessible name of the buttons together. */
  readonly label?: string | undefined;
}

/** Legend of a chart: names of the series with their colours and patterns. */
export function Legend({ names, styles, mark, toggles, label }: LegendProps): ReactElement {
  return (
    <ul className="ferkit-legend" data-mark={mark} aria-label={toggles && label}>
      {names.map((name, series) => (
        <li key={series} {...(styles?.[series] ?? { 'data-series': series })}>
          {toggles ? (
            <button type="button" aria-pressed={toggles.isShown(series)} onClick={() => toggles.toggle(series)}>
              {name}
            </button>
          ) : (
            name
          )}
        </li>
      ))}
    </ul>
  );
}

/** Which series of a chart visitors have hidden. */
export interface SeriesToggles {
  readonly isShown: (series: number) => boolean;
  readonly toggle: (series: number) => void;
}

export function useSeriesToggles(): SeriesToggles {
  const [hidden, setHidden] = useState<readonly number[]>([]);
  return {
    isShown: (series) => !hidden.includes(series),
    toggle: (series) =>
      setHidden((previous) =>
        previous.includes(series) ? previous.filter((other) => other !== series) : [...previous, series],
      ),
  };
}
