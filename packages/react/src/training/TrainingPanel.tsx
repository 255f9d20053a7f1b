import type { Dataset, FaceLocator, TrainOptions } from '@ferkit/core';
import { forwardRef, useMemo, useState, type ReactElement } from 'react';
import { Figure, type ViewProps } from '../charts/Figure';
import { ErrorNotice } from '../classifier/ErrorNotice';
import { ConfusionMatrix } from '../confusion/ConfusionMatrix';
import { useCalmText } from '../hooks/useCalmText';
import type { Messages } from '../messages/Messages';
import { useMessages } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { adaptBundledModel } from '../samples/adaptBundledModel';
import { FEWEST_SAMPLES } from '../samples/SampleLabel';
import { describeData } from './describeData';
import { describeRun } from './describeRun';
import { CollectedSamples } from './CollectedSamples';
import { ModelTrial } from './ModelTrial';
import { TrainingCurves } from './TrainingCurves';
import type { TrainingData, TrainingOptions } from './TrainingOptions';
import { TrainingProgressBar } from './TrainingProgressBar';
import { useSavedModel } from './useSavedModel';
import { useTraining, type TrainingState } from './useTraining';

/** Props of {@link TrainingPanel}. */
export interface TrainingPanelProps extends Omit<ViewProps, keyof TrainingOptions>, TrainingOptions {
  /** What is learned from; nothing can be started before it is there. */
  readonly data?: TrainingData | null | undefined;
  /**
   * Lets visitors collect what is learned from, from files and their camera, instead of `data`: the names of the labels to
   * begin with, true for two that visitors name. Unless `model` says otherwise, the bundled model learns a new last layer for
   * them (a `model` of another input than 48 x 48 pixels needs `useLabelledSamples`). When it has, it can be tried at once.
   * @default false
   */
  readonly collect?: boolean | readonly string[] | undefined;
  /** What finds the faces in pictures that are collected. @default ferkit's own detector */
  readonly faces?: FaceLocator | undefined;
  /**
   * Where the model is saved when the visitor asks for it: `download:name` or `indexeddb:name`; null leaves the button out.
   * @default 'download:ferkit-model'
   */
  readonly saveTo?: string | null | undefined;
}

/** A last layer learns fast, and from little. */
const collectDefaults: Partial<TrainOptions> = { epochs: 20, batchSize: 16, learningRate: 0.01, metric: 'loss' };

/** At most so often is the state of a run read aloud, in milliseconds. */
const CALM = 4000;

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
    data: given,
    collect = false,
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
  const messages = useMessages(overrides);
  const isCollecting = collect !== false;
  const [collected, setCollected] = useState<Dataset | null>(null);
  const data = isCollecting ? collected : given;
  const state = useTraining({
    model: model ?? (isCollecting ? adaptBundledModel(backend, options?.seed) : undefined),
    architecture,
    backend,
    options: isCollecting ? { ...collectDefaults, ...options } : options,
    checkpoint,
    worker,
    wasm,
    onFinish,
    onError,
    onEvent,
  });
  const { status, started, progress, history, confusion, error } = state;
  const saved = useSavedModel(state.model);
  const { count } = numberFormats(messages.locale);
  const said = useCalmText(describeRun(state, messages), CALM);
  // Counts through all samples, and a run renders often.
  const summary = useMemo(() => {
    if (data) return describeData(data, messages);
    return isCollecting ? messages.collectHint(count(FEWEST_SAMPLES)) : messages.noTrainingData;
    // eslint-disable-next-line react-hooks/exhaustive-deps -- count is of the messages
  }, [data, isCollecting, messages]);
  const start = (): void => {
    if (data) state.start(data);
  };
  return (
    <Figure kind="trainer" name={messages.trainingPanel} summary={summary} {...rest} ref={ref}>
      {isCollecting && (
        <CollectedSamples
          labels={collect === true ? [1, 2].map((number) => messages.labelNumber(count(number))) : collect}
          faces={faces}
          backend={backend}
          onChange={setCollected}
          onError={onError}
          messages={messages}
        />
      )}
      <div className="ferkit-run">
        <TrainingButtons state={state} onStart={data ? start : undefined} messages={messages} />
        {(status === 'running' || progress !== null) && <TrainingProgressBar state={state} messages={messages} />}
      </div>
      {(status === 'finished' || status === 'stopped') && (
        <div className="ferkit-outcome">
          <p>{describeRun(state, messages)}</p>
          {saveTo !== null && state.model !== null && history.length > 0 && (
            <button type="button" disabled={saved.status === 'saving'} onClick={() => saved.save(state.model!, saveTo)}>
              {saved.status === 'saving' ? messages.savingModel : messages.saveModel}
            </button>
          )}
          {saved.status === 'saved' && <p role="status">{messages.modelSaved}</p>}
        </div>
      )}
      {isCollecting && status === 'finished' && state.model !== null && (
        <ModelTrial model={state.model} faces={faces} onError={onError} messages={messages} />
      )}
      {saved.error !== null && <ErrorNotice error={saved.error} messages={messages} />}
      {error !== null && (
        <ErrorNotice
          error={error}
          onRetry={state.canResume ? state.resume : data ? start : undefined}
          messages={messages}
        />
      )}
      {started !== null && (
        <TrainingCurves
          caption={null}
          history={history}
          epochs={started.epochs}
          messages={messages}
          className="ferkit-inner"
        />
      )}
      {confusion !== null && (
        <ConfusionMatrix
          data={confusion}
          normalize="true"
          caption={messages.confusionAfterEpoch(count(history.length))}
          messages={messages}
          className="ferkit-inner"
        />
      )}
      {started !== null && (
        <p className="ferkit-ran">
          {messages.trainedOn({
            backend: started.backend.name,
            device: started.backend.device,
            seed: String(started.seed),
            parameters: count(started.parameters),
          })}
        </p>
      )}
      <p className="ferkit-hidden" role="status">
        {said}
      </p>
    </Figure>
  );
});

interface TrainingButtonsProps {
  readonly state: TrainingState;
  /** Left out where there is nothing to learn from. */
  readonly onStart: (() => void) | undefined;
  readonly messages: Messages;
}

/** What can be done next. */
function TrainingButtons({ state, onStart, messages }: TrainingButtonsProps): ReactElement {
  const { status, canResume, isStopping } = state;
  if (status === 'running') {
    return (
      <button type="button" disabled={isStopping} onClick={state.stop}>
        {messages.stopTraining}
      </button>
    );
  }
  const isFirst = status === 'idle';
  const goesOn = canResume && status === 'stopped';
  return (
    <div className="ferkit-choices">
      {goesOn && (
        <button type="button" data-primary="" onClick={state.resume}>
          {messages.resumeTraining}
        </button>
      )}
      <button type="button" data-primary={isFirst ? '' : undefined} disabled={onStart === undefined} onClick={onStart}>
        {isFirst ? messages.startTraining : messages.restartTraining}
      </button>
    </div>
  );
}
