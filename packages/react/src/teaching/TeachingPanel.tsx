import type { BackendChoice, Dataset, FaceDetector, TrainRecipe } from '@ferkit/core';
import { forwardRef, useState } from 'react';
import { Figure, type ViewProps } from '../elements/Figure';
import type { EmotionClassifierProps } from '../classifier/EmotionClassifier';
import { deferView } from '../elements/deferView';
import { omitUndefined } from '../omitUndefined';
import { useWords } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { teachingMessages } from '../messages/teachingMessages';
import type { MakeModel, TrainingOptions } from '../training/TrainingOptions';
import { TrainingRun } from '../training/TrainingRun';
import { describeData } from '../training/describeData';
import { useTraining } from '../training/useTraining';
import { SampleCollector } from './SampleCollector';
import { FEWEST_SAMPLES } from './SampleLabel';

/** Props of {@link TeachingPanel}. */
export interface TeachingPanelProps extends Omit<ViewProps, keyof TrainingOptions>, TrainingOptions {
  /** The names of the labels to begin with; visitors can change them. @default two that are only numbered */
  readonly labels?: readonly string[] | undefined;
  /** What finds the faces: a detector of your own stays yours to dispose of. @default ferkit's own */
  readonly faces?: FaceDetector | undefined;
  /**
   * Where the model is saved when the visitor asks for it: `download:name` or `indexeddb:name`; null leaves the button out.
   * @default 'download:ferkit-model'
   */
  readonly saveTo?: string | null | undefined;
}

const TaughtClassifier = /* @__PURE__ */ deferView<EmotionClassifierProps>(
  async () => (await import('../classifier/EmotionClassifier')).EmotionClassifier,
);

/** A last layer learns fast, and from little. */
const teachingDefaults: Partial<TrainRecipe> = { epochs: 20, batchSize: 16, learningRate: 0.01, metric: 'loss' };

/**
 * Teaches labels of one's own, as Teachable Machine does: visitors collect faces for each from files and their camera, the
 * bundled model learns them in the page, and is tried at once. It is `<TrainingPanel>` for those who have no dataset, and
 * takes the same options; a `model` of your own has to take faces of 48 x 48 pixels.
 *
 * @example
 * ```tsx
 * <TeachingPanel labels={['wink', 'no wink']} onFinish={(model) => use(model)} />
 * ```
 */
export const TeachingPanel = /* @__PURE__ */ forwardRef<HTMLElement, TeachingPanelProps>(function TeachingPanel(
  {
    labels,
    faces,
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
  const messages = useWords(teachingMessages, overrides);
  const { count } = numberFormats(messages.locale);
  const [data, setData] = useState<Dataset | null>(null);
  const state = useTraining({
    model: model ?? adaptBundledModel(backend, options?.seed),
    architecture,
    backend,
    options: { ...teachingDefaults, ...options },
    checkpoint,
    worker,
    wasm,
    onFinish,
    onError,
    onEvent,
  });
  const summary = data === null ? messages.collectHint(count(FEWEST_SAMPLES)) : describeData(data, messages);
  return (
    <Figure kind="trainer" name={messages.teachingPanel} summary={summary} {...rest} ref={ref}>
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
        <TaughtClassifier
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
});

/** Makes models for other labels from the one that comes with ferkit: a new last layer learns, all before it stays. */
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
