import type { EvaluationReport } from '@ferkit/core';
import type { ReactElement } from 'react';
import { numberFormats } from '../messages/numberFormats';
import type { ReportMessages } from '../messages/reportMessages';

interface ReportFactsProps {
  readonly report: EvaluationReport;
  readonly earlier: EvaluationReport | null;
  readonly messages: ReportMessages;
}

type Fact = readonly [name: string, value: string | undefined];

/** The data, the backend, the model and its training. */
export function ReportFacts({ report, earlier, messages }: ReportFactsProps): ReactElement {
  const { dataset, samples, model, backend, robustness, withoutTrainingCopies, trainedOn } = report;
  const { architecture, input, temperature, labels, provenance } = model;
  const { count } = numberFormats(messages.locale);
  const share = new Intl.NumberFormat(messages.locale, { style: 'percent' });
  // Four digits are enough to tell models apart.
  const rounded = new Intl.NumberFormat(messages.locale, { maximumSignificantDigits: 4 });
  const groups: readonly (readonly [name: string, facts: readonly Fact[]])[] = [
    [
      messages.evaluationFacts,
      [
        [messages.dataset, dataset],
        [messages.samples, count(samples)],
        [messages.samplesWithoutCopies, withoutTrainingCopies && count(withoutTrainingCopies.samples)],
        [messages.trainedOnSamples, trainedOn === undefined ? undefined : share.format(trainedOn)],
        [messages.backend, `${backend.name}, ${backend.device}`],
        [messages.corruptionSeed, robustness && String(robustness.seed)],
        [messages.earlierReport, earlier?.dataset],
      ],
    ],
    [
      messages.modelFacts,
      [
        [messages.network, architecture.id],
        [messages.inputSize, `${input.width} × ${input.height}`],
        [messages.labels, count(labels.length)],
        [messages.temperature, rounded.format(temperature)],
      ],
    ],
    ...(provenance === undefined
      ? []
      : [
          [
            messages.trainingFacts,
            [
              [messages.dataset, provenance.dataset],
              [messages.epochs, count(provenance.epochs)],
              [messages.seed, String(provenance.seed)],
              [messages.trainingEnd, writeDate(provenance.createdAt, messages.locale)],
              [messages.library, provenance.library],
              [messages.backend, provenance.backend],
            ],
          ] as const,
        ]),
  ];
  return (
    <div className="ferkit-facts">
      {groups.map(([name, facts]) => (
        <div key={name}>
          <strong>{name}</strong>
          <dl>
            {facts.map(
              ([fact, value]) =>
                value !== undefined && (
                  <div key={fact}>
                    <dt>{fact}</dt>
                    <dd>
                      <bdi>{value}</bdi>
                    </dd>
                  </div>
                ),
            )}
          </dl>
        </div>
      ))}
    </div>
  );
}

/** A day in UTC, so that server and browser render the same; any other text as it is. */
function writeDate(text: string, locale: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(date);
}
