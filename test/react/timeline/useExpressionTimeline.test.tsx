import { act, renderHook, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { Classifier, VideoFrameInput } from '@ferkit/core';
import { useExpressionTimeline, type ResultContext } from '@ferkit/react';
import { fakeClassifier, makeFace } from '../../../stories/fixtures/fakeClassifier';

const labels = ['happy', 'sad'];
const face = makeFace('happy', 0.8, { track: 1 }, labels);
const at = (time: number | null, isLive = false): ResultContext => ({ time, isLive, labels });

/** A classifier of a film with so many frames a second apart, of which each waits for its turn; the last may be broken. */
function filmClassifier(frames: number, broken?: Error): Classifier & { readonly asked: () => number } {
  let asked = 0;
  return {
    ...fakeClassifier(() => [face], labels),
    asked: () => asked,
    async *classifyVideo(_, { signal, onProgress, onBroken } = {}) {
      for (let frame = 0; frame < frames; frame++) {
        asked++;
        await new Promise((resolve) => setTimeout(resolve, 1));
        signal?.throwIfAborted();
        await onProgress?.({
          frames: frame + 1,
          time: frame,
          end: frames,
          decoder: 'none',
          share: (frame + 1) / frames,
        });
        yield { time: frame, faces: [{ ...face, track: 1 }] };
      }
      if (broken) onBroken?.(broken as never);
    },
  };
}

const film: readonly VideoFrameInput[] = [];

describe('live', () => {
  it('records from start to pause, in the order of the labels', async () => {
    const { result } = renderHook(() => useExpressionTimeline());
    expect(result.current).toMatchObject({ status: 'idle', data: null });
    act(() => result.current.add([face], at(0)));
    act(() => result.current.start());
    expect(result.current.status).toBe('recording');
    act(() => {
      result.current.add([face], at(1));
      result.current.add([], at(1.5));
      // A picture, and a part that is played again.
      result.current.add([face], at(null));
      result.current.add([face], at(1.2));
      result.current.add([face], at(2));
    });
    act(() => result.current.pause());
    act(() => result.current.add([face], at(3)));
    expect(result.current.status).toBe('paused');
    await waitFor(() => expect(result.current.data!.times).toEqual(Float64Array.of(1, 1.5, 2)));
    expect(result.current.data!.labels).toEqual(labels);
    expect([...result.current.data!.scores].map((score) => score.toFixed(1))).toEqual(['0.8', '0.2', '0.8', '0.2']);
    act(() => result.current.start());
    act(() => result.current.add([face], at(4)));
    await waitFor(() => expect(result.current.data!.times).toHaveLength(4));
    act(() => result.current.clear());
    expect(result.current).toMatchObject({ status: 'idle', data: null, dropped: 0 });
  });

  it('begins a camera at 0 seconds', async () => {
    const { result } = renderHook(() => useExpressionTimeline());
    act(() => result.current.start());
    act(() => {
      result.current.add([face], at(34, true));
      result.current.add([face], at(34.5, true));
    });
    await waitFor(() => expect(result.current.data!.times).toEqual(Float64Array.of(0, 0.5)));
  });

  it('drops the oldest frames of too many, and counts them', () => {
    const { result } = renderHook(() => useExpressionTimeline({ maxFrames: 100 }));
    act(() => result.current.start());
    act(() => {
      for (let frame = 0; frame < 1000; frame++) result.current.add([face], at(frame));
    });
    act(() => result.current.pause());
    const { data, dropped } = result.current;
    expect(data!.times.length).toBeLessThanOrEqual(110);
    expect(data!.times.at(-1)).toBe(999);
    expect(dropped + data!.times.length).toBe(1000);
  });

  it('stays in constant memory over ten hours at ten frames a second', () => {
    const { result } = renderHook(() => useExpressionTimeline());
    const bytes: number[] = [];
    for (let hour = 0; hour < 10; hour++) {
      act(() => {
        result.current.start();
        for (let frame = 0; frame < 36_000; frame++) result.current.add([face], at(3600 * hour + frame / 10));
        result.current.pause();
      });
      const { times, frame, track, label, box, scores } = result.current.data!;
      bytes.push([times, frame, track, label, box, scores].reduce((sum, { buffer }) => sum + buffer.byteLength, 0));
    }
    const perFrame = 8 + 4 + 4 + 2 + 16 + 4 * result.current.data!.labels.length;
    // Up to a tenth more frames than are kept, in columns that double as they grow.
    expect(Math.max(...bytes)).toBeLessThanOrEqual(2 * 1.1 * 36_000 * perFrame);
    expect(result.current.dropped).toBeGreaterThan(320_000);
    expect(result.current.data!.times.at(-1)).toBeCloseTo(36_000 - 0.1);
  });
});

describe('a film', () => {
  it('is read to its end, with progress', async () => {
    const { result } = renderHook(() => useExpressionTimeline());
    act(() => result.current.readFilm(filmClassifier(5), film));
    expect(result.current.status).toBe('recording');
    await waitFor(() => expect(result.current.status).toBe('done'));
    expect(result.current.data!.times).toEqual(Float64Array.of(0, 1, 2, 3, 4));
    expect(result.current.progress).toMatchObject({ frames: 5, decoder: 'none', share: 1 });
  });

  it('waits after pause, and goes on after start', async () => {
    const classifier = filmClassifier(300);
    const { result } = renderHook(() => useExpressionTimeline());
    act(() => result.current.readFilm(classifier, film));
    await waitFor(() => expect(classifier.asked()).toBeGreaterThan(2));
    act(() => result.current.pause());
    expect(result.current.status).toBe('paused');
    await new Promise((resolve) => setTimeout(resolve, 30));
    const asked = classifier.asked();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(classifier.asked()).toBe(asked);
    act(() => result.current.start());
    await waitFor(() => expect(result.current.status).toBe('done'), { timeout: 10_000 });
    expect(result.current.data!.times).toHaveLength(300);
  });

  it('that breaks off keeps what was read, and tells', async () => {
    const onError = vi.fn();
    const broken = new Error('The film ends early');
    const { result } = renderHook(() => useExpressionTimeline({ onError }));
    act(() => result.current.readFilm(filmClassifier(3, broken), film));
    await waitFor(() => expect(result.current.status).toBe('error'));
    expect(result.current.error).toBe(broken);
    expect(result.current.data!.times).toHaveLength(3);
    expect(onError).toHaveBeenCalledExactlyOnceWith(broken);
  });

  it('ends with clear, and with the component', async () => {
    const [one, other] = [filmClassifier(1000), filmClassifier(1000)];
    const { result, unmount } = renderHook(() => useExpressionTimeline());
    act(() => result.current.readFilm(one, film));
    await waitFor(() => expect(one.asked()).toBeGreaterThan(1));
    act(() => result.current.clear());
    act(() => result.current.readFilm(other, film));
    await waitFor(() => expect(other.asked()).toBeGreaterThan(1));
    unmount();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const counts = [one.asked(), other.asked()];
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect([one.asked(), other.asked()]).toEqual(counts);
  });
});
