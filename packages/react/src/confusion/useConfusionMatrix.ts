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
import { useTexts } from '../messages/MessagesProvider';
import { confusionMessages } from '../messages/confusionMessages';
import { type ConfusionCell, type ConfusionData, type ConfusionOptions, type ConfusionView } from './ConfusionView';
import { buildConfusionView } from './buildConfusionView';

/** Attributes of an element, data attributes among them. */
export type Attributes<Base> = Base & Readonly<Record<`data-${string}`, string | number | undefined>>;

/** Options of {@link useConfusionMatrix}. */
export interface UseConfusionMatrixOptions extends Omit<ConfusionOptions, 'messages'> {
  /** Shows totals, recall and precision at the margins. @default true */
  readonly margins?: boolean | undefined;
  /** Called when a cell is clicked or activated with Enter or Space. @default none */
  readonly onSelect?: ((cell: ConfusionCell) => void) | undefined;
  /** Cell to mark as selected; null for none. @default cells are not selectable */
  readonly selected?: Pick<ConfusionCell, 'truth' | 'predicted'> | null | undefined;
  /** Lets the arrow keys move the focus between the cells. @default true */
  readonly interactive?: boolean | undefined;
  /** Texts to replace. @default those of the closest `MessagesProvider`, else English */
  readonly messages?: Partial<Messages> | undefined;
}

/** Result of {@link useConfusionMatrix}: the view, and attributes for the elements of a table. */
export interface ConfusionMatrixState extends ConfusionView {
  /** The cell under the pointer, else the focused cell; null for none. */
  readonly active: ConfusionCell | null;
  /** Attributes of the `<table>`. */
  readonly getTableProps: () => HTMLAttributes<HTMLTableElement>;
  /** Attributes of the `<td>` of a cell. */
  readonly getCellProps: (cell: ConfusionCell) => Attributes<TdHTMLAttributes<HTMLElement>>;
  /** Attributes of a cell in the margins; its row and column continue after the last label. */
  readonly getMarginProps: (row: number, column: number) => Attributes<TdHTMLAttributes<HTMLElement>>;
}

interface Position {
  readonly row: number;
  readonly column: number;
}

const CELL = '[data-row]';

/**
 * Behaviour of `<ConfusionMatrix>` without its markup: a single tab stop, arrow keys, Home and End (with Ctrl: of the whole
 * table), selection, and the cell under the pointer.
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
  const { normalize, order, sort, hideDiagonal, scale, compareWith } = options;
  const { margins = true, interactive = true, onSelect, selected } = options;
  const messages = useTexts(confusionMessages, options.messages);
  const view = useMemo(
    () => buildConfusionView(data, { normalize, order, sort, hideDiagonal, scale, compareWith, messages }),
    [data, normalize, order, sort, hideDiagonal, scale, compareWith, messages],
  );
  const [tabStop, setTabStop] = useState<Position>({ row: 0, column: 0 });
  const [focused, setFocused] = useState(false);
  const [hovered, setHovered] = useState<Position | null>(null);

  const cellAt = (position: Position | null): ConfusionCell | null =>
    (position && view.rows[position.row]?.[position.column]) ?? null;
  // A smaller table may no longer contain the tab stop. Without one, the keyboard could not reach the table.
  const extent = view.labels.length + (margins ? 2 : 0);
  const currentTabStop = tabStop.row < extent && tabStop.column < extent ? tabStop : { row: 0, column: 0 };
  const getMarginProps = (row: number, column: number): ReturnType<ConfusionMatrixState['getMarginProps']> => ({
    'data-row': row,
    'data-column': column,
    ...(interactive && {
      role: 'gridcell',
      tabIndex: currentTabStop.row === row && currentTabStop.column === column ? 0 : -1,
    }),
  });

  const select = (event: SyntheticEvent): void => {
    const cell = cellAt(positionOf(event.target));
    if (cell) onSelect?.(cell);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const place = positionOf(event.target);
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
    active: cellAt(hovered) ?? (focused ? cellAt(currentTabStop) : null),
    getTableProps: () => ({
      onClick: select,
      onPointerOver: (event) => setHovered(positionOf(event.target)),
      onPointerLeave: () => setHovered(null),
      ...(interactive && {
        role: 'grid',
        onKeyDown,
        onFocus: (event) => {
          const place = positionOf(event.target);
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
        ...getMarginProps(row, column),
        'aria-label': description,
        ...(interactive && selected !== undefined && { 'aria-selected': isSelected }),
        'data-correct': correct ? '' : undefined,
        'data-hidden': text === '' ? '' : undefined,
        'data-none': value === 0 ? '' : undefined,
        'data-less': value < 0 ? '' : undefined,
        'data-strong': Math.abs(value) > 0.5 ? '' : undefined,
        // Rounded, so that server and browser render the same.
        style: { '--ferkit-value': Math.abs(value).toFixed(3) } as CSSProperties,
      };
    },
    getMarginProps,
  };
}

function positionOf(target: EventTarget): Position | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>(CELL) : null;
  return cell && { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
}

/** The cell that a key moves the focus to: null beyond the table's edge, undefined for keys that do not move it. */
function findNext(event: KeyboardEvent<HTMLElement>, { row, column }: Position): HTMLElement | null | undefined {
  const table = event.currentTarget;
  const forward = getComputedStyle(table).direction === 'rtl' ? -1 : 1;
  const at = (toRow: number, toColumn: number): HTMLElement | null =>
    table.querySelector(`[data-row="${toRow}"][data-column="${toColumn}"]`);
  const line = table.querySelectorAll<HTMLElement>(event.ctrlKey ? CELL : `[data-row="${row}"]`);
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
      return line[0];
    case 'End':
      return line[line.length - 1];
  }
  return undefined;
}
