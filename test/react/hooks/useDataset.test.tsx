import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { act, renderHook, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useDataset } from '@ferkit/react';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-data-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Writes a CSV in the format of FER2013 with images of 8 x 8 pixels of a single grey. */
async function writeCsv(name: string, labels: readonly number[]): Promise<string> {
  const path = join(folder, name);
  const rows = labels.map((label, k) => `${label},${Array(64).fill(k).join(' ')},Training`);
  await writeFile(path, ['emotion,pixels,Usage', ...rows].join('\n'));
  return path;
}
const size = { width: 8, height: 8 };

it('reads nothing without a source', () => {
  const { result } = renderHook(() => useDataset());
  expect(result.current).toMatchObject({ status: 'idle', progress: null, dataset: null, error: null });
});

it('reads a dataset once, although source and options are written inline', async () => {
  const path = await writeCsv('small.csv', [3, 4, 3]);
  const onProgress = vi.fn();
  const states: string[] = [];
  const { result } = renderHook(
    () => {
      const state = useDataset({ train: path }, { ...size, onBadRow: 'skip', onProgress });
      states.push(state.status);
      return state;
    },
    { wrapper: StrictMode },
  );
  expect(result.current.status).toBe('loading');
  await waitFor(() => expect(result.current.status).toBe('ready'));
  const { dataset } = result.current;
  expect(dataset!.selectSplit('train').labelCounts).toEqual([0, 0, 0, 2, 1, 0, 0]);
  expect(onProgress).toHaveBeenCalled();
  await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
  expect(result.current.dataset).toBe(dataset);
  expect(states.lastIndexOf('loading')).toBeLessThan(states.indexOf('ready'));
});

it('reads the next source, and drops the previous dataset meanwhile', async () => {
  const [first, second] = [await writeCsv('first.csv', [0]), await writeCsv('second.csv', [1, 2])];
  const { result, rerender } = renderHook((path: string) => useDataset(path, size), { initialProps: first });
  await waitFor(() => expect(result.current.dataset?.size).toBe(1));
  rerender(second);
  expect(result.current).toMatchObject({ status: 'loading', dataset: null });
  await waitFor(() => expect(result.current.dataset?.size).toBe(2));
});

it('stops reading when the component unmounts', async () => {
  let isOpen = true;
  async function* endless(): AsyncGenerator<Uint8Array, void, undefined> {
    const encoder = new TextEncoder();
    try {
      yield encoder.encode('emotion,pixels,Usage\n');
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield encoder.encode(`3,${Array(64).fill(7).join(' ')},Training\n`.repeat(2000));
      }
    } finally {
      isOpen = false;
    }
  }
  const source = endless();
  const onProgress = vi.fn();
  const { unmount } = renderHook(() => useDataset(source, { ...size, onProgress }));
  await waitFor(() => expect(onProgress).toHaveBeenCalled(), { timeout: 20_000 });
  expect(isOpen).toBe(true);
  unmount();
  const told = onProgress.mock.calls.length;
  await waitFor(() => expect(isOpen).toBe(false));
  expect(onProgress).toHaveBeenCalledTimes(told);
});

it('reports an unreadable source, and reads it again on retry', async () => {
  const path = join(folder, 'late.csv');
  const { result } = renderHook(() => useDataset(path, size));
  await waitFor(() => expect(result.current.status).toBe('error'));
  expect(result.current.error).toMatchObject({ code: 'SOURCE_UNREADABLE' });
  await writeCsv('late.csv', [5]);
  act(() => result.current.retry());
  expect(result.current).toMatchObject({ status: 'loading', error: null });
  await waitFor(() => expect(result.current.dataset?.label(0)).toBe('surprise'));
});
