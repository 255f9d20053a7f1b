import * as tf from '@tensorflow/tfjs';
import { act, renderHook, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { type Classification, createClassifier } from '@ferkit/core';
import { createSyntheticFaces } from '@ferkit/core/datasets';
import { useEmotionClassifier } from '@ferkit/react';

const samples = createSyntheticFaces({ count: 3 });
const face = samples.image(0);
const onCpu = { backend: 'cpu', faces: false } as const;

describe('useEmotionClassifier', () => {
  it('loads the bundled model and gives the results of createClassifier', async () => {
    const onResult = vi.fn<(faces: readonly Classification[]) => void>();
    const { result } = renderHook(() => useEmotionClassifier({ ...onCpu, onResult }), { wrapper: StrictMode });
    expect(result.current.status).toBe('loading');
    act(() => result.current.classify(face));
    expect(result.current.isBusy).toBe(true);
    await waitFor(() => expect(result.current.faces).not.toBeNull(), { timeout: 20_000 });
    expect(result.current).toMatchObject({ status: 'ready', isBusy: false, error: null, size: { width: 48 } });
    const own = await createClassifier(onCpu);
    const [expected] = await own.classify(face);
    own.dispose();
    expect(result.current.faces![0]!.scores).toEqual(expected!.scores);
    expect(onResult).toHaveBeenCalledOnce();
  });

  it('loads only on request if it is not eager', async () => {
    const { result } = renderHook(() => useEmotionClassifier({ ...onCpu, eager: false }));
    expect(result.current.status).toBe('idle');
    act(() => result.current.load());
    expect(result.current.status).toBe('loading');
    await waitFor(() => expect(result.current.status).toBe('ready'), { timeout: 20_000 });
  });

  it('leaves no tensor behind, whenever it unmounts', async () => {
    const first = renderHook(() => useEmotionClassifier(onCpu));
    await waitFor(() => expect(first.result.current.status).toBe('ready'), { timeout: 20_000 });
    first.unmount();
    await waitFor(() => expect(tf.memory().numTensors).toBe(0));
    const loading = renderHook(() => useEmotionClassifier(onCpu), { wrapper: StrictMode });
    loading.unmount();
    const busy = renderHook(() => useEmotionClassifier(onCpu));
    await waitFor(() => expect(busy.result.current.status).toBe('ready'), { timeout: 20_000 });
    act(() => busy.result.current.classify(face));
    busy.unmount();
    await waitFor(() => expect(tf.memory().numTensors).toBe(0));
  });

  it('applies a changed threshold without classifying again', async () => {
    const own = await createClassifier(onCpu);
    const { result, rerender } = renderHook(
      (threshold: number) => useEmotionClassifier({ classifier: own, threshold }),
      {
        initialProps: 0,
      },
    );
    act(() => result.current.classify(face));
    await waitFor(() => expect(result.current.faces).not.toBeNull());
    const [known] = result.current.faces!;
    expect(known!.label).toBe(known!.scores[0]!.label);
    rerender(1);
    expect(result.current.faces![0]).toMatchObject({ label: null, scores: known!.scores });
    own.dispose();
  });

  it('gives the result of the latest picture only', async () => {
    const own = await createClassifier(onCpu);
    const onResult = vi.fn<(faces: readonly Classification[]) => void>();
    const { result } = renderHook(() => useEmotionClassifier({ classifier: own, onResult }));
    for (const k of [0, 1, 2]) act(() => result.current.classify(samples.image(k)));
    const [expected] = await own.classify(samples.image(2));
    await waitFor(() => expect(result.current.faces?.[0]!.scores).toEqual(expected!.scores));
    expect(onResult).toHaveBeenCalledOnce();
    act(() => result.current.clear());
    expect(result.current).toMatchObject({ input: null, faces: null, isBusy: false });
    own.dispose();
  });

  it('does not dispose of a classifier that the caller passed', async () => {
    const own = await createClassifier(onCpu);
    const { unmount } = renderHook(() => useEmotionClassifier({ classifier: own }));
    unmount();
    expect(await own.classify(face)).toHaveLength(1);
    own.dispose();
  });

  it('distinguishes an unreadable picture from a classifier that fails to load, and retries both', async () => {
    const onError = vi.fn();
    const own = await createClassifier(onCpu);
    const { result } = renderHook(() => useEmotionClassifier({ classifier: own, onError }));
    act(() => result.current.classify(new Uint8Array([1, 2, 3])));
    await waitFor(() => expect(result.current.error).toMatchObject({ code: 'IMAGE_UNREADABLE' }));
    expect(result.current.status).toBe('ready');
    expect(onError).toHaveBeenCalledOnce();
    act(() => result.current.classify(face));
    await waitFor(() => expect(result.current.faces).toHaveLength(1));
    expect(result.current.error).toBeNull();
    own.dispose();

    const missing = renderHook(() => useEmotionClassifier({ ...onCpu, model: 'no/such/model' }));
    await waitFor(() => expect(missing.result.current.status).toBe('error'));
    const { error } = missing.result.current;
    act(() => missing.result.current.retry());
    expect(missing.result.current.status).toBe('loading');
    await waitFor(() => expect(missing.result.current.error).not.toBeNull());
    expect(missing.result.current.error).not.toBe(error);
  });

  it('loads a new classifier when an option changes, and disposes of the first', async () => {
    const { result, rerender, unmount } = renderHook(
      (temperature: number) => useEmotionClassifier({ ...onCpu, temperature }),
      { initialProps: 1 },
    );
    act(() => result.current.classify(face));
    await waitFor(() => expect(result.current.faces).not.toBeNull(), { timeout: 20_000 });
    const before = result.current.faces![0]!.score;
    const { numTensors } = tf.memory();
    rerender(4);
    await waitFor(() => expect(result.current.faces?.[0]!.score).toBeLessThan(before), { timeout: 20_000 });
    await waitFor(() => expect(tf.memory().numTensors).toBe(numTensors));
    unmount();
    await waitFor(() => expect(tf.memory().numTensors).toBe(0));
  });
});
