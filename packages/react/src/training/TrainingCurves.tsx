import type { EpochRecord } from '@ferkit/core';
import { forwardRef, useState } from 'react';
import { DataTable } from '../elements/DataTable';
import { Figure, type ViewProps } from '../elements/Figure';
import { curveMessages } from '../messages/curveMessages';
import { useWords } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { TrainingCurve } from './TrainingCurve';

/** Props of {@link TrainingCurves}. */
export interface TrainingCurvesProps extends ViewProps {
  /** The epochs so far. The curves grow as it does. */
  readonly history: readonly EpochRecord[];
  /** How many epochs are planned: as wide as that the charts are from the start. */
  readonly epochs?: number | undefined;
}

/**
 * Loss and accuracy by epoch, in training and validation, with the best epoch marked. Give it a longer history after each
 * epoch to follow a run live.
 *
 * @example
 * ```tsx
 * <TrainingCurves history={history} epochs={30} />
 * ```
 */
export const TrainingCurves = /* @__PURE__ */ forwardRef<HTMLElement, TrainingCurvesProps>(function TrainingCurves(
  { history, epochs = 0, messages: overrides, ...rest },
  ref,
) {
  const messages = useWords(curveMessages, overrides);
  const { count, decimal, exactShare } = numberFormats(messages.locale);
  const [pointed, setPointed] = useState<number | null>(null);
  const best = history.findLast((record) => record.best);
  const curve = { history, epochs, best, pointed, onPoint: setPointed, messages };
  const { loss, accuracy, train, validation } = messages;
  return (
    <Figure
      kind="training"
      name={messages.trainingCurves}
      summary={best ? messages.bestEpoch(count(best.epoch)) : messages.noEpochs}
      {...rest}
      ref={ref}
    >
      <div className="ferkit-columns">
        <TrainingCurve {...curve} metric="loss" name={loss} format={decimal} />
        <TrainingCurve {...curve} metric="accuracy" name={accuracy} format={exactShare} />
      </div>
      <DataTable
        messages={messages}
        columns={[
          messages.epoch,
          `${loss}, ${train}`,
          `${loss}, ${validation}`,
          `${accuracy}, ${train}`,
          `${accuracy}, ${validation}`,
        ]}
        rows={history.map((record) => [
          record === best ? messages.bestEpoch(count(record.epoch)) : count(record.epoch),
          decimal(record.train.loss),
          record.validation ? decimal(record.validation.loss) : '–',
          exactShare(record.train.accuracy),
          record.validation ? exactShare(record.validation.accuracy) : '–',
        ])}
      />
    </Figure>
  );
});
