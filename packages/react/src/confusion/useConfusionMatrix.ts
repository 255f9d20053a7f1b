import {
  type CSSProperties,
  type HTMLAttributes,
  type KeyboardEvent,
  type SyntheticEvent,
  type TdHTMLAttributes,
  useMemo,
  useState,
} from 'react';
import type { Messages } from '../messages/Messages';
import { useWords } from '../messages/MessagesProvider';
import { confusionMessages } from '../messages/confusionMessages';
import {
  type ConfusionCell,
  type ConfusionData,
  confusionDefaults,
  type ConfusionOptions,
  type ConfusionView,
} from './ConfusionView';
import { buildConfusionView } from './buildConfusionView';

/** Attributes of an element, data attributes among them. */
type Attributes<Base> = Base & Readonly<Record<`data-${string}`, string | number | undefined>>;

/** Options of {@link useConfusionMatrix}. */
export interface UseConfusionMatrixOptions extends Partial<ConfusionOptions> {
  /** A second matrix of the same labels; cells then show how much more of it the first has. */
  readonly compareWith?: ConfusionData | undefined;
  /** Called when a cell is clicked, or when Enter or Space is pressed on it. */
  readonly onSelect?: ((cell: ConfusionCell) => void) | undefined;
  /** The cell to mark as selected. */
  readonly selected?: Pick<ConfusionCell, 'truth' | 'predicted'> | null | undefined;
  /** Whether the cells can be walked with the arrow keys. @default true */
  readonly interactive?: boolean | undefined;
  readonly messages?: Partial<Messages> | undefined;
}

/** What {@link useConfusionMatrix} gives: what to show, and attributes that make a table behave. */
export interface ConfusionMatrixState extends ConfusionView {
  /** The cell under the pointer, else the one with the focus. */
  readonly active: ConfusionCell | null;
  readonly getTableProps: () => HTMLAttributes<HTMLTableElement>;
  readonly getCellProps: (cell: ConfusionCell) => Attributes<TdHTMLAttributes<HTMLTableCellElement>>;
  /** For a cell at the edge: rows and columns count on from the last label. */
  readonly getEdgeProps: (row: number, column: number) => Attributes<TdHTMLAttributes<HTMLTableCellElement>>;
}

interface Place {
  readonly row: number;
  readonly column: number;
}

const CELL = '[data-row]';

function placeOf(target: EventTarget): Place | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>(CELL) : null;
  return cell && { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
}

/** The cell that a key leads to, if it leads to one. */
function findNext(event: KeyboardEvent<HTMLElement>, { row, column }: Place): HTMLElement | null | undefined {
  const table = event.currentTarget;
  const forward = getComputedStyle(table).direction === 'rtl' ? -1 : 1;
  const at = (toRow: number, toColumn: number): HTMLElement | null =>
    table.querySelector(`[data-row="${toRow}"][data-column="${toColumn}"]`);
  const among = table.querySelectorAll<HTMLElement>(event.ctrlKey ? CELL : `[data-row="${row}"]`);
  switch (event.key) {
    case 'ArrowRight':
      return at(row, column + forward);
    case 'ArrowLeft':
      return at(row, column - forward);
    case 'ArrowDown':
      return at(row + 1, column);
    case 'ArrowUp':
      return at(row - 1, column);
    case 'Home':
      return among[0];
    case 'End':
      return among[among.length - 1];
  }
  return undefined;
}

/**
 * The behaviour of a confusion matrix without its markup: one stop for the Tab key, arrow keys, Home and End (with Ctrl:
 * of the whole table), selection, and the cell that is pointed at.
 *
 * @example
 * ```tsx
 * const { labels, rows, getTableProps, getCellProps } = useConfusionMatrix(report, { onSelect: show });
 * return (
 *   <table {...getTableProps()}>
 *     <tbody>
 *       {rows.map((cells, row) => (
 *         <tr key={row}>{cells.map((cell) => <td key={cell.column} {...getCellProps(cell)}>{cell.text}</td>)}</tr>
 *       ))}
 *     </tbody>
 *   </table>
 * );
 * ```
 */
export function useConfusionMatrix(data: ConfusionData, options: UseConfusionMatrixOptions = {}): ConfusionMatrixState {
  const { compareWith, onSelect, selected, interactive = true } = options;
  const { normalize, order, sort, hideDiagonal, scale, margins } = { ...confusionDefaults, ...options };
  const messages = useWords(confusionMessages, options.messages);
  const view = useMemo(
    () => buildConfusionView(data, { normalize, order, sort, hideDiagonal, scale }, compareWith, messages),
    [data, normalize, order, sort, hideDiagonal, scale, compareWith, messages],
  );
  const [tabStop, setTabStop] = useState<Place>({ row: 0, column: 0 });
  const [focused, setFocused] = useState(false);
  const [pointed, setPointed] = useState<Place | null>(null);

  const cellAt = (place: Place | null): ConfusionCell | null => (place && view.rows[place.row]?.[place.column]) ?? null;
  // Where the data shrank, the stop may be outside of it; the table must stay reachable.
  const extent = view.labels.length + (margins ? 2 : 0);
  const stop = tabStop.row < extent && tabStop.column < extent ? tabStop : { row: 0, column: 0 };
  const getEdgeProps = (row: number, column: number): ReturnType<ConfusionMatrixState['getEdgeProps']> => ({
    'data-row': row,
    'data-column': column,
    ...(interactive && { role: 'gridcell', tabIndex: stop.row === row && stop.column === column ? 0 : -1 }),
  });

  const select = (event: SyntheticEvent): void => {
    const cell = cellAt(placeOf(event.target));
    if (cell) onSelect?.(cell);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const place = placeOf(event.target);
    if (!place || event.altKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') select(event);
    else {
      const next = findNext(event, place);
      if (next === undefined) return;
      next?.focus();
    }
    event.preventDefault();
  };

  return {
    ...view,
    active: cellAt(pointed) ?? (focused ? cellAt(stop) : null),
    getTableProps: () => ({
      onClick: select,
      onPointerOver: (event) => setPointed(placeOf(event.target)),
      onPointerLeave: () => setPointed(null),
      ...(interactive && {
        role: 'grid',
        onKeyDown,
        onFocus: (event) => {
          const place = placeOf(event.target);
          if (place) setTabStop(place);
          setFocused(place !== null);
        },
        onBlur: () => setFocused(false),
      }),
    }),
    getCellProps: (cell) => {
      const { row, column, value, correct, text, description } = cell;
      const isSelected = selected?.truth === cell.truth && selected.predicted === cell.predicted;
      return {
        ...getEdgeProps(row, column),
        'aria-label': description,
        ...(interactive && selected !== undefined && { 'aria-selected': isSelected }),
        'data-correct': correct ? '' : undefined,
        'data-hidden': text === '' ? '' : undefined,
        'data-none': value === 0 ? '' : undefined,
        'data-less': value < 0 ? '' : undefined,
        'data-strong': Math.abs(value) > 0.5 ? '' : undefined,
        // Rounded, so that server and browser write the same.
        style: { '--ferkit-value': Math.abs(value).toFixed(3) } as CSSProperties,
      };
    },
    getEdgeProps,
  };
}
