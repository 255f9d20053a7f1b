import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

/** The threads of Node that the test under way has started. */
export interface WatchedThreads {
  /** In order. */
  readonly started: readonly Worker[];
  /** How many of them have not ended. */
  readonly running: number;
}

/** Watches the threads that the tests of a file start, and sees to it that none leaves one. */
export function watchThreads(): WatchedThreads {
  const started: Worker[] = [];
  let running = 0;
  const note = (thread: Worker): void => {
    started.push(thread);
    running++;
    thread.once('exit', () => running--);
  };
  beforeAll(() => {
    process.on('worker', note);
  });
  afterAll(() => {
    process.off('worker', note);
  });
  afterEach(() => {
    expect(running, 'threads left').toBe(0);
    started.length = 0;
  });
  return {
    started,
    get running() {
      return running;
    },
  };
}
