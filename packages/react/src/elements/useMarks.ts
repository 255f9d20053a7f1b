import {
  type FocusEvent,
  type HTMLAttributes,
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useRef,
  useState,
} from 'react';

/** Place of a mark of a chart, such as a bar, a point or a cell, in the grid that the arrow keys walk. */
export interface MarkPlace {
  readonly row: number;
  readonly column: number;
}

/** Attributes of the element of a mark. */
interface MarkProps {
  readonly 'data-row': number;
  readonly 'data-column': number;
  readonly tabIndex?: 0 | -1;
}

/** Result of {@link useMarks}. */
export interface MarksState {
  /** The mark to tell about: the one under the pointer, else the one with the focus; null for none, and after Escape. */
  readonly active: MarkPlace | null;
  /** Attributes of the element around all marks. */
  readonly getRootProps: () => HTMLAttributes<HTMLElement>;
  readonly getMarkProps: (row: number, column: number) => MarkProps;
}

const MARK = '[data-row]';

/**
 * Behaviour of the marks of a chart, the same in all charts: the pointer, a finger that taps or slides, and the keyboard choose the mark
 * that a `Tip` tells about. Marks are one tab stop; the arrow keys, Home and End (with Ctrl: of all rows) walk them, and Escape closes the
 * tip. Each mark has an accessible name, which screen readers announce as it gets the focus.
 * @param places - places of all marks, row by row
 * @param isWalkable - false leaves out the keyboard
 */
export function useMarks(places: readonly MarkPlace[], isWalkable = true): MarksState {
  const [tabStop, setTabStop] = useState<MarkPlace | null>(null);
  const [isFocused, setFocused] = useState(false);
  const [pointed, setPointed] = useState<MarkPlace | null>(null);
  const [isClosed, setClosed] = useState(false);
  const root = useRef<HTMLElement | null>(null);
  const isPressed = useRef(false);

  const find = (place: MarkPlace | null): MarkPlace | undefined => places.find((other) => isSame(other, place));
  // Other data may no longer have the mark of the tab stop. Without one, the keyboard could not reach the chart.
  const currentTabStop = find(tabStop) ?? places[0];
  const active = isClosed ? null : (find(pointed) ?? (isFocused && currentTabStop ? currentTabStop : null));
  const isOpen = active !== null;

  const point = (place: MarkPlace | null): void => {
    setPointed((previous) => (isSame(previous, place) ? previous : place));
    if (!isSame(pointed, place)) setClosed(false);
  };

  useEffect(() => {
    if (!isOpen) return;
    const onKeyDown = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      setClosed(true);
      // A dialog around the chart stays open. What has the focus elsewhere gets the key too.
      const { target } = event;
      if (target === document.body || root.current?.contains(target as Node)) event.stopPropagation();
    };
    // A finger leaves no mark by leaving the screen.
    const onPointerDown = ({ target }: Event): void => {
      if (!root.current?.contains(target as Node)) setPointed(null);
    };
    // The mark has moved away from the pointer.
    const onScroll = (): void => setPointed(null);
    document.addEventListener('keydown', onKeyDown, true);
    document.addEventListener('scroll', onScroll, true);
    document.addEventListener('pointerdown', onPointerDown, true);
    return () => {
      document.removeEventListener('keydown', onKeyDown, true);
      document.removeEventListener('scroll', onScroll, true);
      document.removeEventListener('pointerdown', onPointerDown, true);
    };
  }, [isOpen]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const place = placeOf(event.target);
    if (!place || event.altKey || event.metaKey || (event.ctrlKey && !/^(Home|End)$/.test(event.key))) return;
    // A style sheet may hide marks, such as totals on a phone.
    const isVisible = (other: MarkPlace): boolean => {
      const mark = event.currentTarget.querySelector(selectorOf(other));
      return mark !== null && getComputedStyle(mark).display !== 'none';
    };
    const next = findNext(event, place, places, isVisible);
    if (next === undefined) return;
    event.preventDefault();
    event.currentTarget.querySelector<HTMLElement>(selectorOf(next))?.focus();
  };

  return {
    active,
    getRootProps: () => ({
      onPointerOver: (event) => {
        root.current = event.currentTarget;
        point(placeOf(event.target));
      },
      onPointerDown: () => {
        isPressed.current = true;
      },
      onPointerUp: () => {
        isPressed.current = false;
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        // All events of a touch go to the element where it began.
        if (event.pointerType === 'touch') {
          point(placeOf(document.elementFromPoint(event.clientX, event.clientY)) ?? pointed);
        }
      },
      onPointerLeave: ({ pointerType }) => {
        if (pointerType !== 'touch') point(null);
      },
      ...(isWalkable && {
        onKeyDown,
        onFocus: ({ target, currentTarget }: FocusEvent<HTMLElement>) => {
          root.current = currentTarget;
          const place = placeOf(target);
          if (place) setTabStop(place);
          // A click leaves no tip behind.
          setFocused(place !== null && !isPressed.current);
          isPressed.current = false;
          setClosed(false);
        },
        onBlur: () => setFocused(false),
      }),
    }),
    getMarkProps: (row, column) => ({
      'data-row': row,
      'data-column': column,
      ...(isWalkable && { tabIndex: isSame(currentTabStop, { row, column }) ? 0 : -1 }),
    }),
  };
}

/** Selects the element of a mark. */
export const selectorOf = ({ row, column }: MarkPlace): string => `[data-row="${row}"][data-column="${column}"]`;

/** The place of the mark that an element is or lies in. */
export function placeOf(target: EventTarget | null): MarkPlace | null {
  const mark = target instanceof Element ? target.closest<HTMLElement>(MARK) : null;
  return mark && { row: Number(mark.dataset.row), column: Number(mark.dataset.column) };
}

function isSame(one: MarkPlace | null | undefined, other: MarkPlace | null | undefined): boolean {
  return one?.row === other?.row && one?.column === other?.column;
}

/** The place that a key moves the focus to; undefined for keys that do not move it, the same place at an edge. */
function findNext(
  { key, ctrlKey, target }: KeyboardEvent,
  place: MarkPlace,
  places: readonly MarkPlace[],
  isVisible: (place: MarkPlace) => boolean,
): MarkPlace | undefined {
  const inRow = places.filter(({ row }) => row === place.row);
  const line = ctrlKey || inRow.length < 2 ? places : inRow;
  if (key === 'Home') return line.find(isVisible);
  if (key === 'End') return line.findLast(isVisible);
  const forward = getComputedStyle(target as Element).direction === 'rtl' ? -1 : 1;
  const across = { ArrowRight: forward, ArrowLeft: -forward }[key];
  const down = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (across === undefined && down === undefined) return undefined;
  const distance = ({ row, column }: MarkPlace): number =>
    across === undefined ? (row - place.row) * down! : (column - place.column) * across;
  const ahead = (across === undefined ? places.filter(({ column }) => column === place.column) : inRow)
    .filter((other) => distance(other) > 0)
    .sort((a, b) => distance(a) - distance(b));
  return ahead.find(isVisible) ?? place;
}
