import type { Dataset } from '@ferkit/core';
import { useMemo } from 'react';
import { deferView } from '../elements/deferView';
import { guardView } from '../elements/guardView';
import { nullable, optional, rule } from '../elements/propRules';
import { Figure, type ViewProps } from '../elements/Figure';
import { useTexts } from '../messages/MessagesProvider';
import { trainingMessages } from '../messages/trainingMessages';
import { describeData } from './describeData';
import type { TrainingData, TrainingOptions, TrainingSetup } from './TrainingOptions';
import { isTarget, isTrainingData, setupProps } from './setupProps';
import { TrainingRun } from './TrainingRun';
import { useTraining } from './useTraining';

/** Props of {@link TrainingPanel}. */
export interface TrainingPanelProps extends Omit<ViewProps, keyof TrainingSetup>, TrainingSetup {
  /** Data to train on; the start button is disabled without it. @default none */
  readonly data?: TrainingData | null | undefined;
  /** Recipe of the training, as for `train`, and its checkpoint. @default core's `trainDefaults` */
  readonly options?: TrainingOptions | undefined;
  /** Target of the save button: `download:name` or `indexeddb:name`; false leaves the button out. @default 'download:ferkit-model' */
  readonly saveTo?: string | false | undefined;
}

// Most datasets have nothing to note.
const DataNotes = /* @__PURE__ */ deferView(async () => (await import('./DataNotes')).DataNotes);

const guard = {
  name: 'TrainingPanel',
  kind: 'trainer',
  texts: trainingMessages,
  props: {
    ...setupProps,
    data: nullable(rule('a Dataset, or { train, validation } with one each', isTrainingData)),
    saveTo: optional(rule('a target such as "download:name", or false', isTarget)),
  },
} as const;

/**
 * Trains a model in the page: start, stop and resume, progress, curves, the confusion matrix after each epoch, and the
 * trained model as a file. Training stops when the component unmounts.
 *
 * @example
 * ```tsx
 * const { dataset } = useDataset('/fer2013.csv.gz');
 * return <TrainingPanel data={dataset} options={{ epochs: 10, seed: 1 }} onFinish={(model) => use(model)} />;
 * ```
 */
export const TrainingPanel = /* @__PURE__ */ guardView<TrainingPanelProps>(
  guard,
  function TrainingPanel(
    {
      data,
      options,
      saveTo = 'download:ferkit-model',
      messages: overrides,
      model,
      architecture,
      backend,
      worker,
      onFinish,
      onError,
      onEvent,
      ...attributes
    },
    ref,
  ) {
    const messages = useTexts(trainingMessages, overrides);
    const state = useTraining({
      ...options,
      model,
      architecture,
      backend,
      worker,
      onFinish,
      onError,
      onEvent,
    });
    // Memoized: it counts all samples, and a run renders often.
    const summary = useMemo(() => (data ? describeData(data, messages) : messages.noTrainingData), [data, messages]);
    const noted = useMemo(() => selectNoted(data), [data]);
    return (
      <Figure
        messages={messages}
        kind="trainer"
        name={messages.trainingPanel}
        summary={summary}
        {...attributes}
        ref={ref}
      >
        {noted.map((dataset, index) => (
          <DataNotes key={index} dataset={dataset} messages={messages} />
        ))}
        <TrainingRun state={state} data={data} saveTo={saveTo} messages={messages} />
      </Figure>
    );
  },
);

/** The datasets of which something was left out, or faces were cropped. Selections from one dataset share its reports, and count once. */
function selectNoted(data: TrainingData | null | undefined): readonly Dataset[] {
  if (!data) return [];
  const sets = 'train' in data ? [data.train, ...(data.validation === undefined ? [] : [data.validation])] : [data];
  return sets.filter(
    ({ skipped, faces }, index) =>
      (skipped.count > 0 || (faces !== undefined && faces.cropped > 0)) &&
      sets.findIndex((other) => other.skipped === skipped && other.faces === faces) === index,
  );
}
