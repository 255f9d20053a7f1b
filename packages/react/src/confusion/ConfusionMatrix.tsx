import { type ReactElement, type ReactNode, useRef, useState } from 'react';
import { deferView } from '../elements/deferView';
import { guardView } from '../elements/guardView';
import {
  callbackRule,
  flagRule,
  listOf,
  namesRule,
  nullable,
  objectRule,
  optional,
  shape,
  textRule,
} from '../elements/propRules';
import { Figure, type ViewProps } from '../elements/Figure';
import { rateProps } from '../elements/rateProps';
import { ScrollArea } from '../elements/ScrollArea';
import { Tip } from '../elements/Tip';
import { selectorOf } from '../elements/useMarks';
import { useTexts } from '../messages/MessagesProvider';
import { confusionMessages, type ConfusionMessages } from '../messages/confusionMessages';
import { joinSentences } from '../messages/joinTexts';
import { numberFormats } from '../messages/numberFormats';
import type { Prediction } from '../views/PredictionGrid';
import { ConfusionToolbar, type ToolbarOptions } from './ConfusionToolbar';
import { type ConfusionCell, type ConfusionData, confusionDefaults, type ConfusionView } from './ConfusionView';
import { confusionProps } from './buildConfusionView';
import { useConfusionMatrix, type UseConfusionMatrixOptions } from './useConfusionMatrix';

/** Props of {@link ConfusionMatrix}. */
export interface ConfusionMatrixProps extends ViewProps, Omit<UseConfusionMatrixOptions, 'messages'> {
  /** An evaluation report, or plain counts. */
  readonly data: ConfusionData;
  /** Shows controls to change the display and to save the matrix. The other props are their initial values. @default false */
  readonly toolbar?: boolean | undefined;
  /** Displayed names of the two models that are compared. @default none */
  readonly names?: readonly string[] | undefined;
  /**
   * Faces with true labels and predictions. A cell that is clicked, or entered with a key, then shows its faces below the matrix, those
   * whose true label has the lowest score first. They load on demand, and have the style sheet of `PredictionGrid`, `prediction-grid.css`,
   * which `styles.css` contains. @default cells show no faces
   */
  readonly predictions?: readonly Prediction[] | undefined;
  /** Renders the content of a cell. @default its text */
  readonly children?: (cell: ConfusionCell) => ReactNode;
}

/** With more labels than this, the cells are small. */
const MANY_LABELS = 12;
/** With more labels than this, the column headers are vertical if one of them is long. */
const FEW_LABELS = 4;
const LONG_NAME = 9;

const guard = {
  name: 'ConfusionMatrix',
  kind: 'confusion',
  texts: confusionMessages,
  props: {
    ...confusionProps,
    margins: optional(flagRule),
    interactive: optional(flagRule),
    toolbar: optional(flagRule),
    selected: nullable(shape('{ truth, predicted }', { truth: textRule, predicted: textRule })),
    onSelect: optional(callbackRule),
    names: optional(namesRule),
    // Their grid checks them in full.
    predictions: optional(listOf('a list of { image, truth, label, scores }', objectRule)),
    children: optional(callbackRule),
  },
} as const;

const CellSamples = /* @__PURE__ */ deferView(async () => (await import('./CellSamples')).CellSamples);

/**
 * A confusion matrix as a table: true labels in rows, predicted labels in columns, with totals, recall and precision.
 *
 * @example
 * ```tsx
 * <ConfusionMatrix data={report} normalize="true" toolbar onSelect={({ truth, predicted }) => show(truth, predicted)} />
 * ```
 */
export const ConfusionMatrix = /* @__PURE__ */ guardView<ConfusionMatrixProps>(
  guard,
  function ConfusionMatrix(
    {
      data,
      compareWith,
      normalize = confusionDefaults.normalize,
      order = confusionDefaults.order,
      sort = confusionDefaults.sort,
      hideDiagonal = confusionDefaults.hideDiagonal,
      scale = confusionDefaults.scale,
      margins = true,
      interactive = true,
      selected,
      onSelect,
      toolbar,
      names,
      predictions,
      messages: overrides,
      children,
      ...attributes
    },
    ref,
  ) {
    const messages = useTexts(confusionMessages, overrides);
    const [changed, setChanged] = useState<Partial<ToolbarOptions>>({});
    const [opened, setOpened] = useState<ConfusionCell | null>(null);
    const matrix = useRef<HTMLDivElement>(null);
    const options = { normalize, order, sort, hideDiagonal, scale, ...(toolbar && changed) };
    const state = useConfusionMatrix(data, {
      ...options,
      compareWith,
      margins,
      interactive,
      selected: predictions ? (selected ?? opened) : selected,
      onSelect: (cell) => {
        onSelect?.(cell);
        if (predictions) setOpened(cell);
      },
      messages,
    });
    const { labels, rows, samples, accuracyText, summary, active } = state;
    const { count } = numberFormats(messages.locale);
    const size = labels.length;
    const isDense = size > MANY_LABELS;
    const isUpright = isDense || (size > FEW_LABELS && labels.some(({ text }) => text.length > LONG_NAME));
    const margin = (row: number, column: number, text: string, rate?: number | null, name?: string): ReactElement => (
      <td
        key={column}
        {...state.getMarginProps(row, column)}
        className={column === size ? 'ferkit-edge ferkit-total' : 'ferkit-edge'}
        aria-label={name && `${name}: ${text}`}
        {...(typeof rate === 'number' && !compareWith && rateProps(rate))}
      >
        {text}
      </td>
    );
    return (
      <Figure
        messages={messages}
        kind="confusion"
        name={messages.confusionMatrix}
        summary={
          compareWith && names && names.length > 1
            ? joinSentences([messages.comparison(names[0]!, names[1]!), summary], messages.locale)
            : summary
        }
        {...attributes}
        ref={ref}
      >
        {toolbar && (
          <ConfusionToolbar
            view={state}
            options={options}
            onChange={(change) => setChanged({ ...changed, ...change })}
            messages={messages}
          />
        )}
        <div className="ferkit-marks" ref={matrix}>
          <ScrollArea label={messages.confusionMatrix} hint={messages.scrollHint} isTabStop={!interactive}>
            <table
              {...state.getTableProps()}
              aria-label={messages.confusionMatrix}
              data-dense={isDense ? '' : undefined}
              data-upright={isUpright ? '' : size > FEW_LABELS ? 'narrow' : undefined}
              data-selectable={onSelect || predictions ? '' : undefined}
            >
              <thead>
                <tr>
                  <td rowSpan={2} className="ferkit-corner">
                    {messages.truth}
                  </td>
                  <th colSpan={size} scope="colgroup">
                    <span>{messages.predicted}</span>
                  </th>
                  {margins && (
                    <>
                      <th rowSpan={2} scope="col" className="ferkit-edge ferkit-total">
                        {messages.total}
                      </th>
                      <th rowSpan={2} scope="col" className="ferkit-edge">
                        {messages.recall}
                      </th>
                    </>
                  )}
                </tr>
                <tr>
                  {labels.map(({ name, text }) => (
                    <th key={name} scope="col" title={text}>
                      <span>{text}</span>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {labels.map(({ name, text, support, recall, recallText }, row) => (
                  <tr key={name}>
                    <th scope="row" title={text}>
                      <span>{text}</span>
                    </th>
                    {rows[row]!.map((cell) => (
                      <td key={cell.predicted} {...state.getCellProps(cell)}>
                        {children ? children(cell) : cell.text}
                      </td>
                    ))}
                    {margins && margin(row, size, count(support))}
                    {margins && margin(row, size + 1, recallText, recall)}
                  </tr>
                ))}
              </tbody>
              {margins && (
                <tfoot>
                  <tr className="ferkit-total">
                    <th scope="row">{messages.total}</th>
                    {labels.map(({ predicted }, column) => margin(size, column, count(predicted)))}
                    {margin(size, size, count(samples))}
                    {margin(size, size + 1, '')}
                  </tr>
                  <tr>
                    <th scope="row">{messages.precision}</th>
                    {labels.map(({ precision, precisionText }, column) =>
                      margin(size + 1, column, precisionText, precision),
                    )}
                    {margin(size + 1, size, '')}
                    {margin(size + 1, size + 1, accuracyText, state.accuracy, messages.accuracy)}
                  </tr>
                </tfoot>
              )}
            </table>
          </ScrollArea>
          {active && <Tip at={active}>{active.description}</Tip>}
        </div>
        <div className="ferkit-foot">
          <p aria-hidden="true">{predictions ? messages.cellSamplesHint : interactive && messages.confusionHint}</p>
          <ConfusionLegend view={state} messages={messages} />
        </div>
        {predictions && opened && (
          <CellSamples
            key={`${opened.truth} ${opened.predicted}`}
            cell={opened}
            predictions={predictions}
            onClose={() => {
              matrix.current?.querySelector<HTMLElement>(selectorOf(opened))?.focus();
              setOpened(null);
            }}
            messages={messages}
          />
        )}
      </Figure>
    );
  },
);

interface ConfusionLegendProps {
  readonly view: Pick<ConfusionView, 'kind' | 'ends'>;
  readonly messages: ConfusionMessages;
}

/** Meaning and range of the colours of a confusion matrix. */
function ConfusionLegend({ view: { kind, ends }, messages }: ConfusionLegendProps): ReactElement {
  const name = { share: messages.legendShare, count: messages.legendCount, change: messages.legendChange }[kind];
  return (
    <div className="ferkit-scale" data-kind={kind}>
      <span>{name}</span>
      <bdi>{ends[0]}</bdi>
      <i aria-hidden="true" />
      <bdi>{ends[1]}</bdi>
    </div>
  );
}
