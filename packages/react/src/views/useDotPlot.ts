import { type HTMLAttributes, type KeyboardEvent, useState } from 'react';

/** Result of {@link useDotPlot}: the row to tell about, and attributes for the elements. */
interface DotPlotState {
  /** Id of the row under the pointer, else of the focused row; null for none. */
  readonly active: string | null;
  /** Attributes of the element around all rows. */
  readonly getPlotProps: () => HTMLAttributes<HTMLElement>;
  /** Attributes of a row. */
  readonly getRowProps: (id: string) => HTMLAttributes<HTMLElement> & { readonly 'data-row': string };
}

const ROW = '[data-row]';

/** Behaviour of the rows of a chart: a single tab stop, arrow keys, Home and End, and the row under the pointer. */
export function useDotPlot(ids: readonly string[]): DotPlotState {
  const [tabStop, setTabStop] = useState(ids[0]);
  const [isFocused, setFocused] = useState(false);
  const [hovered, setHovered] = useState<string | null>(null);
  // Other data may no longer have the row of the tab stop. Without one, the keyboard could not reach the chart.
  const currentTabStop = ids.find((id) => id === tabStop) ?? ids[0];

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>(ROW)];
    const place = rows.findIndex((row) => row === event.target);
    const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (place < 0 || next === undefined) return;
    rows[next]?.focus();
    event.preventDefault();
  };

  return {
    active: ids.find((id) => id === hovered) ?? (isFocused ? (currentTabStop ?? null) : null),
    getPlotProps: () => ({
      onKeyDown,
      onPointerOver: ({ target }) => setHovered(rowOf(target)),
      onPointerLeave: () => setHovered(null),
      onFocus: ({ target }) => {
        const row = rowOf(target);
        if (row !== null) setTabStop(row);
        setFocused(row !== null);
      },
      onBlur: () => setFocused(false),
    }),
    getRowProps: (id) => ({ 'data-row': id, tabIndex: id === currentTabStop ? 0 : -1 }),
  };
}

function rowOf(target: EventTarget): string | null {
  return target instanceof Element ? (target.closest<HTMLElement>(ROW)?.dataset.row ?? null) : null;
}
