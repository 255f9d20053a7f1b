import { forwardRef, useMemo } from 'react';
import { Figure, type ViewProps } from '../elements/Figure';
import { trainingMessages } from '../messages/trainingMessages';
import { useWords } from '../messages/MessagesProvider';
import { describeData } from './describeData';
import type { TrainingData, TrainingOptions } from './TrainingOptions';
import { TrainingRun } from './TrainingRun';
import { useTraining } from './useTraining';

/** Props of {@link TrainingPanel}. */
export interface TrainingPanelProps extends Omit<ViewProps, keyof TrainingOptions>, TrainingOptions {
  /** What is learned from; nothing can be started before it is there. */
  readonly data?: TrainingData | null | undefined;
  /**
   * Where the model is saved when the visitor asks for it: `download:name` or `indexeddb:name`; null leaves the button out.
   * @default 'download:ferkit-model'
   */
  readonly saveTo?: string | null | undefined;
}

/**
 * Trains a model in the page: start, stop and resume, progress, curves, the confusion matrix after each epoch, and the
 * finished model as a file. Stops when the component goes away.
 *
 * @example
 * ```tsx
 * const { dataset } = useDataset('/fer2013.csv.gz');
 * return <TrainingPanel data={dataset} options={{ epochs: 10, seed: 1 }} onFinish={(model) => use(model)} />;
 * ```
 */
export const TrainingPanel = /* @__PURE__ */ forwardRef<HTMLElement, TrainingPanelProps>(function TrainingPanel(
  {
    data,
    model,
    architecture,
    backend,
    options,
    checkpoint,
    worker,
    wasm,
    onFinish,
    onError,
    onEvent,
    saveTo = 'download:ferkit-model',
    messages: overrides,
    ...rest
  },
  ref,
) {
  const messages = useWords(trainingMessages, overrides);
  const state = useTraining({
    model,
    architecture,
    backend,
    options,
    checkpoint,
    worker,
    wasm,
    onFinish,
    onError,
    onEvent,
  });
  // Counts through all samples, and a run renders often.
  const summary = useMemo(() => (data ? describeData(data, messages) : messages.noTrainingData), [data, messages]);
  return (
    <Figure kind="trainer" name={messages.trainingPanel} summary={summary} {...rest} ref={ref}>
      <TrainingRun state={state} data={data} saveTo={saveTo} messages={messages} />
    </Figure>
  );
});
