import { type CSSProperties, type HTMLAttributes, type SyntheticEvent, type TdHTMLAttributes, useMemo } from 'react';
import { placeOf, type MarkPlace, useMarks } from '../elements/useMarks';
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
  const size = view.labels.length;
  const lines = Array.from({ length: size + (margins ? 2 : 0) }, (_, line) => line);
  const { active, getRootProps, getMarkProps } = useMarks(
    lines.flatMap((row) => lines.map((column) => ({ row, column }))),
    interactive,
  );
  const cellAt = (place: MarkPlace | null): ConfusionCell | null =>
    (place && view.rows[place.row]?.[place.column]) ?? null;
  const getMarginProps: ConfusionMatrixState['getMarginProps'] = (row, column) => ({
    ...getMarkProps(row, column),
    ...(interactive && { role: 'gridcell' }),
  });
  const select = ({ target }: SyntheticEvent): void => {
    const cell = cellAt(placeOf(target));
    if (cell) onSelect?.(cell);
  };

  return {
    ...view,
    active: cellAt(active),
    getTableProps: () => {
      const { onKeyDown, ...rootProps } = getRootProps();
      return {
        ...rootProps,
        onClick: select,
        ...(interactive && {
          role: 'grid',
          onKeyDown: (event) => {
            onKeyDown?.(event);
            if (event.key !== 'Enter' && event.key !== ' ') return;
            event.preventDefault();
            select(event);
          },
        }),
      };
    },
    getCellProps: (cell) => {
      const { row, column, value, correct, text, description } = cell;
      const isSelected = selected?.truth === cell.truth && selected.predicted === cell.predicted;
      return {
        ...getMarginProps(row, column),
        'aria-label': description,
        ...(interactive && selected !== undefined && { 'aria-selected': isSelected }),
        // Text on this colour is black or white.
        'data-fill': '',
        'data-correct': correct ? '' : undefined,
        'data-hidden': text === '' ? '' : undefined,
        'data-none': value === 0 ? '' : undefined,
        'data-less': value < 0 ? '' : undefined,
        // Rounded, so that server and browser render the same.
        style: { '--ferkit-value': Math.abs(value).toFixed(3) } as CSSProperties,
      };
    },
    getMarginProps,
  };
}
