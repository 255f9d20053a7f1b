import type { ConfusionCounts, EpochRecord, FerModel, TrainEvent, TrainResult } from '@ferkit/core';
import { isFerError } from '@ferkit/core/metrics';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useLatest } from '../hooks/useLatest';
import { toError } from '../toError';
import type { TrainingData, UseTrainingOptions } from './TrainingOptions';
import type { TrainingJob, TrainingOutcome, TrainingPlace } from './runTraining';

/** Facts of a run at its start: backend and device, seed, numbers of parameters and samples. */
export type TrainingStart = Extract<TrainEvent, { readonly type: 'start' }>;

/** Progress of a run: epoch and batch, loss, images per second, seconds left. */
export type TrainingProgress = Extract<TrainEvent, { readonly type: 'batch' }>;

/** Result of {@link useTraining}. */
export interface TrainingState {
  /** `running` from the start until a stop, an error or the end; also while the engine loads or a stop waits for its batch. */
  readonly status: 'idle' | 'running' | 'stopped' | 'finished' | 'error';
  /** True from the call of `stop` until the run has stopped. */
  readonly isStopping: boolean;
  /** Facts of the run; null until its engine and model are loaded. */
  readonly started: TrainingStart | null;
  /** The thread that trains or trained; null before a run, and for an adopted model. A worker that cannot start is `page`. */
  readonly runsIn: 'worker' | 'page' | null;
  /** The reason why the run is not in ferkit's worker, if that was tried; else null. */
  readonly workerError: Error | null;
  /** Progress, updated at most ten times a second; null before the first batch. */
  readonly progress: TrainingProgress | null;
  /** Records of the epochs so far. */
  readonly history: readonly EpochRecord[];
  /** Number of the best epoch so far, from 1; null before the first. */
  readonly bestEpoch: number | null;
  /** Confusion counts on the validation set after the last epoch; null before it or without a validation set. */
  readonly confusion: ConfusionCounts | null;
  /** Confusion counts after the best epoch so far, whose weights the model gets. */
  readonly bestConfusion: ConfusionCounts | null;
  /** The model of the run, at its best weights, once the run has stopped, failed or finished; null before. */
  readonly model: FerModel | null;
  /** Result of `train`; null until the run has finished. */
  readonly result: TrainResult | null;
  /** Error of the last run; a `FerError` where the cause is known. */
  readonly error: Error | null;
  /** True if the run wrote a checkpoint that `resume` can continue from. */
  readonly canResume: boolean;
  /**
   * Starts a run and abandons the active one. With `resume` it continues from the checkpoint of an earlier visit, if there
   * is one. With `goOn` it trains the model of the last run on, in place of a new one, for example with more samples of its labels.
   */
  readonly start: (data: TrainingData, options?: { readonly resume?: boolean; readonly goOn?: boolean }) => void;
  /** Takes a model that was trained on data earlier, as that of a finished run. It is disposed of as a created one is. */
  readonly adopt: (model: FerModel, data: TrainingData) => void;
  /** Stops the run after the current batch. */
  readonly stop: () => void;
  /** Continues a stopped run with the options and data of its start; the weights end as if it had never stopped. */
  readonly resume: () => void;
}

type View = Omit<TrainingState, 'bestEpoch' | 'start' | 'adopt' | 'stop' | 'resume'>;

const idle: View = {
  status: 'idle',
  isStopping: false,
  started: null,
  runsIn: null,
  workerError: null,
  progress: null,
  history: [],
  confusion: null,
  bestConfusion: null,
  model: null,
  result: null,
  error: null,
  canResume: false,
};

/** Minimum milliseconds between two updates of the progress: batches may take one millisecond, and rendering each would slow the run. */
const PROGRESS_INTERVAL = 100;

/** The part of a run that is active: from a start or resume until the next stop or the end. */
interface ActiveRun {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/**
 * Behaviour of `<TrainingPanel>` without its markup: trains a model in the page or in a worker, reports progress, stops and
 * resumes, and disposes of the models that it created when the component unmounts.
 *
 * @example
 * ```tsx
 * const { dataset } = useDataset('/fer2013.csv.gz');
 * const { status, history, start, stop } = useTraining({ epochs: 10, onFinish: (model) => save(model) });
 * return status === 'running' ? (
 *   <button onClick={stop}>Stop after {history.length} epochs</button>
 * ) : (
 *   <button disabled={!dataset} onClick={() => dataset && start(dataset)}>Train</button>
 * );
 * ```
 */
export function useTraining(options: UseTrainingOptions = {}): TrainingState {
  const latest = useLatest(options);
  const [view, setView] = useState(idle);
  const job = useRef<TrainingJob | null>(null);
  const running = useRef<ActiveRun | null>(null);

  const run = useCallback(
    (isResumed: boolean) => {
      const current = job.current!;
      const controller = new AbortController();
      const { signal } = controller;
      const before = running.current;
      before?.controller.abort();
      let updatedAt = Number.NEGATIVE_INFINITY;
      // Events of an abandoned run are ignored.
      const update = (change: (view: View) => View): void => {
        if (job.current === current && running.current?.controller === controller) setView(change);
      };
      const onEvent = (event: TrainEvent): void => {
        const now = performance.now();
        const isDue = event.type !== 'batch' || event.batch === event.batches || now - updatedAt >= PROGRESS_INTERVAL;
        if (event.type === 'batch' && isDue) updatedAt = now;
        if (isDue) update((shown) => reduce(shown, event));
        if (job.current === current) latest.current.onEvent?.(event);
      };
      const onPlace = (place: TrainingPlace): void => update((shown) => ({ ...shown, ...place }));
      const fail = (cause: unknown): void => {
        const { model } = current;
        // A FerError after a stop means that the checkpoint could not be written, so that the run cannot be resumed.
        if (signal.aborted && !isFerError(cause)) {
          update((shown) => ({ ...shown, status: 'stopped', isStopping: false, model }));
          return;
        }
        const error = toError(cause);
        update((shown) => ({
          ...shown,
          status: 'error',
          isStopping: false,
          model,
          error,
          canResume: shown.canResume && !isPermanent(error),
        }));
        latest.current.onError?.(error);
      };
      const work = async (): Promise<void> => {
        await before?.ended;
        let outcome: TrainingOutcome;
        try {
          const { runTraining } = await import('./runTraining');
          outcome = await runTraining(current, { signal, isResumed, onEvent, onPlace });
        } catch (cause) {
          if (job.current === current) fail(cause);
          return;
        }
        if (job.current !== current) return;
        update((shown) => ({ ...shown, ...outcome, status: 'finished', isStopping: false, canResume: false }));
        latest.current.onFinish?.(outcome.model, outcome.result);
      };
      running.current = { controller, ended: work() };
    },
    [latest],
  );

  const start = useCallback(
    (data: TrainingData, { resume: isResumed = false, goOn = false } = {}) => {
      const old = job.current;
      const before = running.current;
      const model = goOn ? (old?.model ?? null) : null;
      // It passes to the new run.
      if (old !== null && model !== null) old.model = null;
      job.current = { data, options: { ...latest.current }, model, hasCheckpoint: false };
      setView({ ...idle, status: 'running' });
      run(isResumed);
      if (old !== null) disposeAfter(old, before);
    },
    [latest, run],
  );

  const adopt = useCallback((model: FerModel, data: TrainingData) => {
    const old = job.current;
    const before = running.current;
    before?.controller.abort();
    running.current = null;
    job.current = { data, options: {}, model, hasCheckpoint: false };
    setView({ ...idle, status: 'finished', model });
    if (old !== null) disposeAfter(old, before);
  }, []);

  const stop = useCallback(() => {
    if (running.current === null) return;
    running.current.controller.abort();
    setView((shown) => (shown.status === 'running' ? { ...shown, isStopping: true } : shown));
  }, []);

  const resume = useCallback(() => {
    if (job.current === null) return;
    setView((shown) => ({ ...shown, status: 'running', isStopping: false, error: null }));
    run(true);
  }, [run]);

  useEffect(
    () => () => {
      const old = job.current;
      const last = running.current;
      job.current = null;
      running.current = null;
      last?.controller.abort();
      if (old !== null) disposeAfter(old, last);
      setView(idle);
    },
    [],
  );

  const { history } = view;
  const bestEpoch = history.findLast(({ best }) => best)?.epoch ?? null;
  return { ...view, bestEpoch, start, adopt, stop, resume };
}

/** The view after an event of `train`. */
function reduce(view: View, event: TrainEvent): View {
  switch (event.type) {
    case 'start':
      return { ...view, started: event, history: event.history };
    case 'batch':
      return { ...view, progress: event };
    case 'epoch': {
      const { type: _, epochs: __, seconds: ___, confusion, ...record } = event;
      return {
        ...view,
        history: [...view.history, record],
        confusion: confusion ?? null,
        bestConfusion: record.best ? (confusion ?? null) : view.bestConfusion,
      };
    }
    case 'checkpoint':
      return { ...view, canResume: true };
  }
}

/** True if resuming would fail again: the same steps diverge again, and a damaged checkpoint stays damaged. */
function isPermanent(error: Error): boolean {
  return (['TRAINING_DIVERGED', 'CHECKPOINT_CORRUPT', 'CHECKPOINT_INCOMPATIBLE'] as const).some((code) =>
    isFerError(error, code),
  );
}

/** Disposes of a job's own model once its run has ended. */
function disposeAfter(job: TrainingJob, last: ActiveRun | null): void {
  void (last?.ended ?? Promise.resolve()).then(() => disposeOwnModel(job));
}

/** Disposes of the model that a job created; a model that the caller passed stays. */
function disposeOwnModel(job: TrainingJob): void {
  if (job.model !== job.options.model) job.model?.dispose();
  job.model = null;
}
