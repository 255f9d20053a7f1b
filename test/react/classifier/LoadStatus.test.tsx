import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LoadEvent } from '@ferkit/core';
import { LoadStatus } from '#react/classifier/LoadStatus';
import { classifierMessages } from '#react/messages/classifierMessages';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const backend = { name: 'wasm', device: 'WebAssembly', accelerated: false, refused: [] } as const;

/** Shows events, a tenth of a second apart, and lists all that was announced and all that was drawn. */
async function load(events: readonly LoadEvent[]) {
  const view = render(<LoadStatus progress={null} messages={classifierMessages} />);
  const announced: string[] = [];
  const drawn: string[] = [];
  const look = (): void => {
    const text = screen.getByRole('status').textContent;
    if (text !== '' && text !== announced.at(-1)) announced.push(text);
    const bytes = document.querySelector('[aria-hidden]')?.textContent.trim();
    if (bytes !== undefined && bytes !== drawn.at(-1)) drawn.push(bytes);
  };
  for (const progress of events) {
    view.rerender(<LoadStatus progress={progress} messages={classifierMessages} />);
    await act(() => vi.advanceTimersByTimeAsync(100));
    look();
  }
  await act(() => vi.advanceTimersByTimeAsync(5000));
  look();
  return { announced, drawn };
}

const download = (loaded: number): LoadEvent => ({ type: 'download', loaded, total: 2_700_000 });

test('announces each phase of loading once, and draws the bytes', async () => {
  const bytes = Array.from({ length: 100 }, (_, part) => download(27_000 * (part + 1)));
  const { announced, drawn } = await load([...bytes, { type: 'backend', backend }, { type: 'warmup' }]);
  expect(announced).toEqual(['Loading 2.7 MB, once', 'Starting the engine …', 'Warming up …']);
  expect(drawn.length).toBeGreaterThan(50);
  expect(drawn[0]).toBe('27 kB of 2.7 MB');
});

test('announces a model from an address once, however many bytes events it has', async () => {
  const bytes = Array.from({ length: 613 }, (_, part) => ({ type: 'read', loaded: part, total: 613 }) as const);
  const { announced } = await load([download(555_000), ...bytes, download(2_700_000), { type: 'warmup' }]);
  expect(announced).toEqual(['Loading 2.7 MB, once', 'Loading the model: 1 kB', 'Warming up …']);
});

test('keeps the size that was said when less is needed, and returns to no earlier phase', async () => {
  const slow = Array.from({ length: 30 }, () => download(900_000));
  const less: LoadEvent = { type: 'download', loaded: 1_000_000, total: 2_300_000 };
  const { announced } = await load([
    ...slow,
    { type: 'backend', backend },
    less,
    { type: 'detector' },
    less,
    { type: 'warmup' },
  ]);
  expect(announced).toEqual(['Loading 2.7 MB, once', 'Warming up …']);
});
