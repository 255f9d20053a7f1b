import type { BackendChoice, FaceChoice, FerModel, ModelSource, WasmOptions } from '@ferkit/core';
import type { FaceClassifier } from '@ferkit/core/worker';

/** What classifies: a classifier that is there already, or what one is made of. */
export interface ClassifierOptions {
  /** A classifier of your own, on this thread or in a worker. It stays yours to dispose. @default one is made */
  readonly classifier?: FaceClassifier | undefined;
  /** A model, or where one lies. @default the bundled model */
  readonly model?: FerModel | ModelSource | undefined;
  /** @default 'auto' */
  readonly backend?: BackendChoice | undefined;
  /** Where faces come from, as for `createClassifier`; in a worker only `auto` and `none`. @default 'auto' */
  readonly faces?: FaceChoice | undefined;
  /** Softens (above 1) or sharpens (below 1) the scores. @default what the model says */
  readonly temperature?: number | undefined;
  /** Below this highest score the label is null, "uncertain". In [0, 1]; it can be changed at any time. @default 0 */
  readonly threshold?: number | undefined;
  /**
   * Starts a worker whose script calls `serveClassifier`, so that the page stays smooth. It ends with the component.
   * @default the page classifies
   */
  readonly worker?: (() => Worker) | undefined;
  /** Where the WebAssembly files are served, for a worker; the page itself is told by `configureWasm`. @default none is needed */
  readonly wasm?: WasmOptions | undefined;
}
