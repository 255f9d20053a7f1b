import type { BackendInfo } from '../backends/BackendProvider';

/** How far loading a model or making a classifier has come, in the order in which the events arrive. */
export type LoadEvent =
  /** Weights are being read; both in bytes. */
  | { readonly type: 'read'; readonly loaded: number; readonly total: number }
  | { readonly type: 'backend'; readonly backend: BackendInfo }
  /** The face detector is being loaded; classifiers that look for faces only. */
  | { readonly type: 'detector' }
  /** The first run, which compiles what the backend compiles; classifiers only. */
  | { readonly type: 'warmup' }
  | { readonly type: 'ready'; readonly backend: BackendInfo };
