import { type HTMLAttributes, type KeyboardEvent, useState } from 'react';

/** Result of {@link useLadder}: the row to tell about, and attributes for the elements. */
interface LadderState {
  /** Id of the row under the pointer, else of the focused row; null for none. */
  readonly active: string | null;
  /** Attributes of the element around all rows. */
  readonly getLadderProps: () => HTMLAttributes<HTMLElement>;
  /** Attributes of a row. */
  readonly getRungProps: (id: string) => HTMLAttributes<HTMLElement> & { readonly 'data-rung': string };
}

const RUNG = '[data-rung]';

/** Behaviour of the rows of a chart: a single tab stop, arrow keys, Home and End, and the row under the pointer. */
export function useLadder(ids: readonly string[]): LadderState {
  const [tabStop, setTabStop] = useState(ids[0]);
  const [isFocused, setFocused] = useState(false);
  const [hovered, setHovered] = useState<string | null>(null);
  // Other data may no longer have the row of the tab stop. Without one, the keyboard could not reach the chart.
  const currentTabStop = ids.find((id) => id === tabStop) ?? ids[0];

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const rungs = [...event.currentTarget.querySelectorAll<HTMLElement>(RUNG)];
    const place = rungs.findIndex((rung) => rung === event.target);
    const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: rungs.length - 1 }[event.key];
    if (place < 0 || next === undefined) return;
    rungs[next]?.focus();
    event.preventDefault();
  };

  return {
    active: ids.find((id) => id === hovered) ?? (isFocused ? (currentTabStop ?? null) : null),
    getLadderProps: () => ({
      onKeyDown,
      onPointerOver: ({ target }) => setHovered(rungOf(target)),
      onPointerLeave: () => setHovered(null),
      onFocus: ({ target }) => {
        const rung = rungOf(target);
        if (rung !== null) setTabStop(rung);
        setFocused(rung !== null);
      },
      onBlur: () => setFocused(false),
    }),
    getRungProps: (id) => ({ 'data-rung': id, tabIndex: id === currentTabStop ? 0 : -1 }),
  };
}

function rungOf(target: EventTarget): string | null {
  return target instanceof Element ? (target.closest<HTMLElement>(RUNG)?.dataset.rung ?? null) : null;
}
