/** How far an installation has come. */
export interface NativeProgress {
  readonly phase: 'download' | 'unpack' | 'build' | 'check';
  /** What is being worked on: the name of a file. */
  readonly what: string;
  /** In bytes; both 0 where a phase cannot be measured. */
  readonly done: number;
  readonly total: number;
}

/** Hears of progress. */
export type ReportProgress = (progress: NativeProgress) => void;
