import type { ConfusionCounts, EpochRecord, FerModel, TrainEvent, TrainResult } from '@ferkit/core';
import { isFerError } from '@ferkit/core/metrics';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useLatest } from '../hooks/useLatest';
import { endJob, type TrainingData, type TrainingJob, type TrainingOptions } from './TrainingOptions';
import type { TrainingOutcome } from './runTraining';

/** What a run told when it began: backend and device, seed, numbers of parameters and samples. */
export type TrainingStart = Extract<TrainEvent, { readonly type: 'start' }>;

/** How far a run is: epoch and batch, loss, images a second, seconds left. */
export type TrainingProgress = Extract<TrainEvent, { readonly type: 'batch' }>;

/** What {@link useTraining} gives. */
export interface TrainingState {
  /** `running` from the start on, also while the engine loads and while a stop waits for the batch under way. */
  readonly status: 'idle' | 'running' | 'stopped' | 'finished' | 'error';
  /** Whether a run was told to stop and has not yet. */
  readonly isStopping: boolean;
  /** What the run works with; null until its engine and model are there. */
  readonly started: TrainingStart | null;
  /** After a batch, told about ten times a second; null before the first of a run. */
  readonly progress: TrainingProgress | null;
  /** The epochs so far. */
  readonly history: readonly EpochRecord[];
  /** The best epoch so far, from 1. */
  readonly bestEpoch: number | null;
  /** What was taken for what in the validation set after the last epoch; null without one. */
  readonly confusion: ConfusionCounts | null;
  /** The model that is or was trained, with its best weights once the run stands still. */
  readonly model: FerModel | null;
  readonly result: TrainResult | null;
  readonly error: Error | null;
  /** Whether there is something to go on from: the run was stopped, or failed after its first checkpoint. */
  readonly canResume: boolean;
  /**
   * Starts a run; one that is under way is given up. With `resume` it goes on from the checkpoint of an earlier visit, where
   * there is one; else it begins anew.
   */
  readonly start: (data: TrainingData, how?: { readonly resume?: boolean }) => void;
  /** Stops after the batch under way. */
  readonly stop: () => void;
  /** Goes on where the run stopped, exactly as if it never had, with the options and data of its start. */
  readonly resume: () => void;
}

type View = Omit<TrainingState, 'bestEpoch' | 'start' | 'stop' | 'resume'>;

const idle: View = {
  status: 'idle',
  isStopping: false,
  started: null,
  progress: null,
  history: [],
  confusion: null,
  model: null,
  result: null,
  error: null,
  canResume: false,
};

/** Batches may be over in a millisecond; to show each would slow down what is shown. In milliseconds. */
const PROGRESS_PAUSE = 100;

/** A part of a run that is under way. */
interface Running {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** What happened, as it changes what is shown. */
function apply(view: View, event: TrainEvent): View {
  switch (event.type) {
    case 'start':
      return { ...view, started: event, history: event.history };
    case 'batch':
      return { ...view, progress: event };
    case 'epoch': {
      const { type: _, epochs: __, seconds: ___, confusion, ...record } = event;
      return { ...view, history: [...view.history, record], confusion: confusion ?? null };
    }
    case 'checkpoint':
      return { ...view, canResume: true };
  }
}

/** Whether to go on would only fail again: the same steps diverge again, and a bad checkpoint stays bad. */
function isFinal(error: Error): boolean {
  return (['TRAINING_DIVERGED', 'CHECKPOINT_CORRUPT', 'CHECKPOINT_INCOMPATIBLE'] as const).some((code) =>
    isFerError(error, code),
  );
}

/**
 * Everything that `<TrainingPanel>` does, without its markup: trains a model in the page or in a worker, tells how it goes,
 * stops and goes on, and cleans up after itself.
 *
 * @example
 * ```tsx
 * const { dataset } = useDataset('/fer2013.csv.gz');
 * const { status, history, start, stop } = useTraining({ options: { epochs: 10 }, onFinish: (model) => save(model) });
 * return status === 'running' ? (
 *   <button onClick={stop}>Stop after {history.length} epochs</button>
 * ) : (
 *   <button disabled={!dataset} onClick={() => dataset && start(dataset)}>Train</button>
 * );
 * ```
 */
export function useTraining(options: TrainingOptions = {}): TrainingState {
  const latest = useLatest(options);
  const [view, setView] = useState(idle);
  const job = useRef<TrainingJob | null>(null);
  const running = useRef<Running | null>(null);

  const run = useCallback(
    (isResumed: boolean) => {
      const current = job.current!;
      const controller = new AbortController();
      const { signal } = controller;
      const before = running.current;
      before?.controller.abort();
      let toldAt = Number.NEGATIVE_INFINITY;
      // Whatever comes from a run that was given up is not shown any more.
      const tell = (change: (view: View) => View): void => {
        if (job.current === current && running.current?.controller === controller) setView(change);
      };
      const onEvent = (event: TrainEvent): void => {
        const now = performance.now();
        const isDue = event.type !== 'batch' || event.batch === event.batches || now - toldAt >= PROGRESS_PAUSE;
        if (event.type === 'batch' && isDue) toldAt = now;
        if (isDue) tell((shown) => apply(shown, event));
        if (job.current === current) latest.current.onEvent?.(event);
      };
      const fail = (cause: unknown): void => {
        const { model } = current;
        // A stop whose checkpoint could not be written is no stop that one could go on from.
        if (signal.aborted && !isFerError(cause)) {
          tell((shown) => ({ ...shown, status: 'stopped', isStopping: false, model }));
          return;
        }
        const error = cause instanceof Error ? cause : new Error(String(cause));
        const stands = { status: 'error', isStopping: false, model, error } as const;
        tell((shown) => ({ ...shown, ...stands, canResume: shown.canResume && !isFinal(error) }));
        latest.current.onError?.(error);
      };
      const work = async (): Promise<void> => {
        await before?.ended;
        let outcome: TrainingOutcome;
        try {
          const { runTraining } = await import('./runTraining');
          outcome = await runTraining(current, { signal, isResumed, onEvent });
        } catch (cause) {
          if (job.current === current) fail(cause);
          return;
        }
        if (job.current !== current) return;
        tell((shown) => ({ ...shown, ...outcome, status: 'finished', isStopping: false, canResume: false }));
        latest.current.onFinish?.(outcome.model, outcome.result);
      };
      running.current = { controller, ended: work() };
    },
    [latest],
  );

  const start = useCallback(
    (data: TrainingData, { resume: isResumed = false } = {}) => {
      const old = job.current;
      const before = running.current;
      job.current = { data, options: { ...latest.current }, model: null };
      setView({ ...idle, status: 'running' });
      run(isResumed);
      if (old !== null) void before?.ended.then(() => endJob(old));
    },
    [latest, run],
  );

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
      if (old !== null) void last?.ended.then(() => endJob(old));
      setView(idle);
    },
    [],
  );

  const { history } = view;
  const bestEpoch = history.findLast(({ best }) => best)?.epoch ?? null;
  return { ...view, bestEpoch, start, stop, resume };
}
