import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { accuracy, type TrainEvent } from '@ferkit/core/metrics';
import { train } from '@ferkit/core';
import { useTraining } from '@ferkit/react';
import { readWeights } from '../../core/support/tinyNet';
import { checkpointPath, faces, makeTiny, quick } from '../support/trainings';

const patience = { timeout: 20_000 };

afterEach(async () => {
  // Unmounting all components must release all tensors.
  cleanup();
  await waitFor(() => expect(tf.memory().numTensors).toBe(0), patience);
});

/** Weights and losses of the same training without a component. */
async function trainAlone(): Promise<{ weights: number[][]; losses: number[] }> {
  const model = await makeTiny(faces, new AbortController().signal);
  const { history } = await train(model, faces, quick);
  const weights = await readWeights(model);
  model.dispose();
  return { weights, losses: history.map((record) => record.train.loss) };
}

describe('useTraining', () => {
  it('trains as train does, and reports progress', async () => {
    const checkpoint = await checkpointPath();
    const [onFinish, onEvent] = [vi.fn(), vi.fn<(event: TrainEvent) => void>()];
    const options = { model: makeTiny, ...quick, checkpoint, onFinish, onEvent };
    const { result, unmount } = renderHook(() => useTraining(options), { wrapper: StrictMode });
    expect(result.current).toMatchObject({ status: 'idle', history: [], bestEpoch: null, runsIn: null });
    act(() => result.current.start(faces));
    expect(result.current).toMatchObject({ status: 'running', started: null });
    await waitFor(() => expect(result.current.status).toBe('finished'), patience);
    const { started, progress, history, bestEpoch, confusion, model } = result.current;
    // The sources have no worker beside them, as some bundles have none.
    expect(result.current).toMatchObject({ runsIn: 'page', workerError: { code: 'WORKER_FAILED' } });
    expect(started).toMatchObject({ backend: { name: 'cpu' }, seed: 0, samples: 168, validationSamples: 21 });
    expect(progress).toMatchObject({ epoch: 3, batch: 6, batches: 6, secondsLeft: 0 });
    expect(history.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(history.find(({ epoch }) => epoch === bestEpoch)!.best).toBe(true);
    expect(accuracy(confusion!)).toBe(history[2]!.validation!.accuracy);
    expect(onFinish).toHaveBeenCalledExactlyOnceWith(model, result.current.result);
    expect(onEvent.mock.calls.filter(([{ type }]) => type === 'batch')).toHaveLength(18);
    // A finished run removes its checkpoint.
    expect(existsSync(checkpoint)).toBe(false);
    const weights = await readWeights(model!);
    unmount();
    expect(weights).toEqual((await trainAlone()).weights);
  });

  it('resumes after a stop with the weights of an uninterrupted run', async () => {
    const checkpoint = await checkpointPath();
    const onEvent = (event: TrainEvent): void => {
      if (event.type === 'batch' && event.epoch === 2 && event.batch === 3) act(() => result.current.stop());
    };
    const { result, unmount } = renderHook(() => useTraining({ model: makeTiny, ...quick, checkpoint, onEvent }));
    act(() => result.current.start(faces));
    await waitFor(() => expect(result.current.status).toBe('stopped'), patience);
    expect(result.current).toMatchObject({ canResume: true, isStopping: false, error: null, result: null });
    expect(result.current.history).toHaveLength(1);
    act(() => result.current.resume());
    expect(result.current.status).toBe('running');
    await waitFor(() => expect(result.current.status).toBe('finished'), patience);
    expect(result.current.started!.resumedAt.epoch).toBe(1);
    const { history, model } = result.current;
    const weights = await readWeights(model!);
    unmount();
    const alone = await trainAlone();
    expect(history.map((record) => record.train.loss)).toEqual(alone.losses);
    expect(weights).toEqual(alone.weights);
  });

  it('resumes from the checkpoint of an earlier visit, with its history', async () => {
    const checkpoint = await checkpointPath();
    const options = { model: makeTiny, ...quick, checkpoint };
    const first = renderHook(() => useTraining(options));
    act(() => first.result.current.start(faces));
    await waitFor(() => expect(first.result.current.history.length).toBeGreaterThan(0), patience);
    first.unmount();
    await waitFor(() => expect(tf.memory().numTensors).toBe(0), patience);
    const { result } = renderHook(() => useTraining(options));
    act(() => result.current.start(faces, { resume: true }));
    await waitFor(() => expect(result.current.status).toBe('finished'), patience);
    expect(result.current.started!.resumedAt.epoch).toBeGreaterThan(0);
    expect(result.current.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  });

  it('abandons the active run when another is started', async () => {
    const onFinish = vi.fn();
    const { result } = renderHook(() => useTraining({ model: makeTiny, ...quick, checkpoint: false, onFinish }));
    act(() => result.current.start(faces));
    await waitFor(() => expect(result.current.started).not.toBeNull(), patience);
    act(() => result.current.start(faces.selectSplit('train').take(56)));
    expect(result.current).toMatchObject({ status: 'running', started: null, history: [] });
    await waitFor(() => expect(result.current.status).toBe('finished'), patience);
    expect(result.current.started).toMatchObject({ samples: 49, heldOutSamples: 7 });
    expect(onFinish).toHaveBeenCalledOnce();
  });

  it('leaves no tensor behind, whenever it unmounts', async () => {
    const options = { model: makeTiny, ...quick, epochs: 50, checkpoint: false } as const;
    const early = renderHook(() => useTraining(options), { wrapper: StrictMode });
    act(() => early.result.current.start(faces));
    early.unmount();
    await waitFor(() => expect(tf.memory().numTensors).toBe(0), patience);
    const late = renderHook(() => useTraining(options), { wrapper: StrictMode });
    act(() => late.result.current.start(faces));
    await waitFor(() => expect(late.result.current.history.length).toBeGreaterThan(0), patience);
    late.unmount();
    await waitFor(() => expect(tf.memory().numTensors).toBe(0), patience);
  });

  it('does not dispose of a model that the caller passed', async () => {
    const model = await makeTiny(faces, new AbortController().signal);
    const { result, unmount } = renderHook(() => useTraining({ model, ...quick, checkpoint: false }));
    act(() => result.current.start(faces));
    await waitFor(() => expect(result.current.status).toBe('finished'), patience);
    expect(result.current.model).toBe(model);
    unmount();
    expect(await model.predict([faces.image(0)])).toHaveLength(1);
    model.dispose();
  });

  it('reports an error, and cannot resume if that would fail again', async () => {
    const onError = vi.fn();
    const checkpoint = await checkpointPath();
    const options = { ...quick, optimizer: 'sgd', learningRate: 1e30 } as const;
    const { result } = renderHook(() => useTraining({ model: makeTiny, ...options, checkpoint, onError }));
    act(() => result.current.start(faces));
    await waitFor(() => expect(result.current.status).toBe('error'), patience);
    expect(result.current).toMatchObject({ error: { code: 'TRAINING_DIVERGED' }, canResume: false });
    expect(onError).toHaveBeenCalledExactlyOnceWith(result.current.error);
  });

  it('reports a stop whose checkpoint cannot be written, and cannot resume', async () => {
    const folder = join(dirname(await checkpointPath()), 'run');
    // Epochs so long that none ends and writes its checkpoint while the folder is replaced.
    const options = { ...quick, epochs: 50, batchSize: 1 };
    const { result } = renderHook(() =>
      useTraining({ model: makeTiny, ...options, checkpoint: `${folder}/checkpoint.safetensors` }),
    );
    act(() => result.current.start(faces));
    await waitFor(() => expect(result.current.progress).not.toBeNull(), { ...patience, interval: 1 });
    // A file takes the place of the run's folder.
    await rename(folder, `${folder}.moved`);
    await writeFile(folder, '');
    act(() => result.current.stop());
    await waitFor(() => expect(result.current.status).toBe('error'), patience);
    expect(result.current).toMatchObject({ error: { code: 'STORAGE_FAILED' }, canResume: false });
  });

  it('is refused where another run has its checkpoint, and cannot resume one that another run has ended', async () => {
    const checkpoint = await checkpointPath();
    const tiny = { model: makeTiny, ...quick, checkpoint };
    const first = renderHook(() => useTraining({ ...tiny, epochs: 500 }));
    const second = renderHook(() => useTraining(tiny));
    act(() => first.result.current.start(faces));
    await waitFor(() => expect(first.result.current.history.length).toBeGreaterThan(0), patience);
    act(() => second.result.current.start(faces));
    await waitFor(() => expect(second.result.current.status).toBe('error'), patience);
    expect(second.result.current).toMatchObject({ error: { code: 'STORAGE_BUSY' }, canResume: false });
    act(() => first.result.current.stop());
    await waitFor(() => expect(first.result.current).toMatchObject({ status: 'stopped', canResume: true }), patience);

    act(() => second.result.current.start(faces));
    await waitFor(() => expect(second.result.current.status).toBe('finished'), patience);
    act(() => first.result.current.resume());
    await waitFor(() => expect(first.result.current.status).toBe('error'), patience);
    expect(first.result.current).toMatchObject({
      error: { code: 'CHECKPOINT_CORRUPT', details: { source: checkpoint } },
      canResume: false,
    });
    expect(first.result.current.model).not.toBeNull();
    act(() => first.result.current.start(faces));
    await waitFor(() => expect(first.result.current.progress).not.toBeNull(), patience);
  });

  it('does not start if its checkpoint can never be written', async () => {
    const file = await checkpointPath();
    await writeFile(file, '');
    const checkpoint = `${file}/within-a-file`;
    const { result } = renderHook(() => useTraining({ model: makeTiny, ...quick, checkpoint }));
    act(() => result.current.start(faces));
    await waitFor(() => expect(result.current.status).toBe('error'), patience);
    expect(result.current).toMatchObject({ error: { code: 'STORAGE_FAILED' }, progress: null, canResume: false });
  });
});
