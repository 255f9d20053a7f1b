/** A thread beside this one, with an engine of its own. */
export interface Thread {
  post(message: unknown): void;
  /** Ends it, whatever it does at the moment. */
  end(): Promise<void>;
}

/** What a thread tells the one that started it. */
export interface ThreadListener {
  onMessage(message: unknown): void;
  /** It has ended, or will, without being told to. */
  onBroken(reason: string): void;
}

/** The package's own programs for threads. */
export type ThreadProgram = 'trainWorker' | 'batchWorker';

/** Threads that can share memory with the one that starts them, and wait for each other in it. */
export interface Threads {
  /** How many can run at the same time. */
  readonly cores: number;
  /**
   * Starts one of the package's own programs.
   * @throws WORKER_FAILED where it is not there, or the process may start none
   */
  start(program: ThreadProgram, listener: ThreadListener): Thread;
  /** In such a program: listens to the thread that started it, and returns what answers. */
  serve(onMessage: (message: unknown) => void): (message: unknown) => void;
}
