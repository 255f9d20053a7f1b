import type { BackendChoice, Dataset, FaceDetector } from '@ferkit/core';
import { useState } from 'react';
import { guardLazily } from '../elements/guardLazily';
import { Figure, type ViewProps } from '../elements/Figure';
import type { EmotionClassifierProps } from '../classifier/EmotionClassifier';
import { deferView } from '../elements/deferView';
import { omitUndefined } from '../omitUndefined';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { teachingMessages } from '../messages/teachingMessages';
import type { MakeModel, TrainingOptions, TrainingSetup } from '../training/TrainingOptions';
import { TrainingRun } from '../training/TrainingRun';
import { describeData } from '../training/describeData';
import { useTraining } from '../training/useTraining';
import { MIN_SAMPLES } from './SampleCollection';

/** Props of {@link TeachingPanel}. */
export interface TeachingPanelProps extends Omit<ViewProps, keyof TrainingSetup>, TrainingSetup {
  /** Names of the first labels; visitors can change them. @default two numbered labels */
  readonly labels?: readonly string[] | undefined;
  /** Detector of the faces; it stays yours to dispose of. @default ferkit's own */
  readonly faces?: FaceDetector | undefined;
  /**
   * Recipe of the training, as for `train`, and its checkpoint.
   * @default core's `trainDefaults` with 20 epochs, batches of 16, learning rate 0.01 and the loss as metric
   */
  readonly options?: TrainingOptions | undefined;
  /** Target of the save button: `download:name` or `indexeddb:name`; false leaves the button out. @default 'download:ferkit-model' */
  readonly saveTo?: string | false | undefined;
}

// Loaded after the frame, which keeps the first load of a page small.
const SampleCollector = /* @__PURE__ */ deferView(async () => (await import('./SampleCollector')).SampleCollector);

const TrialClassifier = /* @__PURE__ */ deferView<EmotionClassifierProps>(
  async () => (await import('../classifier/EmotionClassifier')).EmotionClassifier,
);

/** Recipe for the last layer alone, which learns fast and from few samples. */
const teachingDefaults: TrainingOptions = { epochs: 20, batchSize: 16, learningRate: 0.01, metric: 'loss' };

/**
 * Teaches custom labels, as Teachable Machine does: visitors collect faces for each label from files and their camera, train
 * the last layer of the bundled model in the page, and try the result. It takes the options of `<TrainingPanel>`; a `model`
 * of your own must have an input of 48 x 48 pixels.
 *
 * @example
 * ```tsx
 * <TeachingPanel labels={['wink', 'no wink']} onFinish={(model) => use(model)} />
 * ```
 */
export const TeachingPanel = /* @__PURE__ */ guardLazily<TeachingPanelProps>(
  'TeachingPanel',
  'trainer',
  () => import('./teachingProps'),
  function TeachingPanel(
    {
      labels,
      faces,
      model,
      architecture,
      backend,
      options,
      worker,
      onFinish,
      onError,
      onEvent,
      saveTo = 'download:ferkit-model',
      messages: overrides,
      ...attributes
    },
    ref,
  ) {
    const messages = useTexts(teachingMessages, overrides);
    const { count } = numberFormats(messages.locale);
    const [data, setData] = useState<Dataset | null>(null);
    const state = useTraining({
      ...teachingDefaults,
      ...options,
      model: model ?? adaptBundledModel(backend, options?.seed),
      architecture,
      backend,
      worker,
      onFinish,
      onError,
      onEvent,
    });
    const summary = data === null ? messages.collectHint(count(MIN_SAMPLES)) : describeData(data, messages);
    return (
      <Figure
        messages={messages}
        kind="trainer"
        name={messages.teachingPanel}
        summary={summary}
        {...attributes}
        ref={ref}
      >
        <SampleCollector
          labels={labels ?? [1, 2].map((number) => messages.labelNumber(count(number)))}
          faces={faces}
          backend={backend}
          onChange={setData}
          onError={onError}
          messages={messages}
        />
        <TrainingRun state={state} data={data} saveTo={saveTo} messages={messages} />
        {state.status === 'finished' && state.model !== null && (
          <TrialClassifier
            caption={messages.tryModel}
            model={state.model}
            faces={faces}
            onError={onError}
            messages={messages}
            className="ferkit-inner"
          />
        )}
      </Figure>
    );
  },
);

/** Creates models for other labels from the bundled model: a new last layer is trained, all layers before it are frozen. */
function adaptBundledModel(backend: BackendChoice | undefined, seed: number | undefined): MakeModel {
  return async (train, signal) => {
    const { adaptModel, loadModel } = await import('@ferkit/core');
    signal.throwIfAborted();
    const base = await loadModel({ ...omitUndefined({ backend }), signal });
    try {
      return await adaptModel(base, train.labels, omitUndefined({ seed }));
    } finally {
      base.dispose();
    }
  };
}
