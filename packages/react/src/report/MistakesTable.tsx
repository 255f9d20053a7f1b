import type { SamplePrediction } from '@ferkit/core';
import type { ReactElement } from 'react';
import { Figure, type ViewProps } from '../elements/Figure';
import { ScrollArea } from '../elements/ScrollArea';
import { isolateName, joinWords } from '../messages/joinTexts';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { reportMessages, type ReportMessages } from '../messages/reportMessages';

interface MistakesTableProps extends ViewProps {
  readonly samples: readonly SamplePrediction[];
  /** Samples that are likely label errors: their rows say so. */
  readonly doubtful?: readonly SamplePrediction[] | undefined;
  /** Name of the table. */
  readonly kind: 'mistakes' | 'labelErrors';
  /** Number of all, of which the samples are the first. */
  readonly count: number;
}

/** Wrong predictions of a report, or its likely label errors: which sample it is, its given label, and the predicted one. */
export function MistakesTable(props: MistakesTableProps): ReactElement {
  const { samples, doubtful = [], kind, count, messages: overrides, ...attributes } = props;
  const messages = useTexts(reportMessages, overrides);
  const formats = numberFormats(messages.locale);
  const isDoubtful = new Set(doubtful.map(({ sample }) => sample));
  const write = (label: string, score: number): string => `${messages.label(label)} ${formats.share(score)}`;
  return (
    <Figure
      messages={messages}
      kind="mistakes"
      name={messages[kind]}
      summary={messages.firstOf(formats.count(samples.length), formats.count(count))}
      {...attributes}
    >
      {samples.length > 0 && (
        <ScrollArea label={messages[kind]} hint={messages.scrollHint}>
          <table className="ferkit-table">
            <thead>
              <tr>
                <th scope="col">{messages.sampleColumn}</th>
                <th scope="col">{messages.givenLabel}</th>
                <th scope="col">{messages.predicted}</th>
              </tr>
            </thead>
            <tbody>
              {samples.map((one) => (
                <tr key={one.sample}>
                  <th scope="row">
                    {nameSample(one, messages, formats.count)}
                    {isDoubtful.has(one.sample) && <small>{messages.likelyLabelError}</small>}
                  </th>
                  <td>{write(one.label, one.labelScore)}</td>
                  <td>{write(one.predicted, one.confidence)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </Figure>
  );
}

/** The file of a sample; of one in a file of many, or without a file, its row. */
function nameSample(
  { source, row }: SamplePrediction,
  messages: ReportMessages,
  count: (value: number) => string,
): string {
  const isPicture = source !== undefined && /\.(avif|bmp|gif|jpe?g|p[gpnb]m|png|tiff?|webp)$/i.test(source);
  if (isPicture) return isolateName(source, messages);
  const place = messages.sampleRow(count(row));
  return source === undefined ? place : joinWords([isolateName(source, messages), place], messages.locale);
}
