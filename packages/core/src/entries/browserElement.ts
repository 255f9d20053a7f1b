// The types of `@ferkit/core/browser/element`. Its program is the element of packages/react, with Preact in place of React.
import type { Classification, Classifier, ImageInput } from '../index';

/** Attributes of `<ferkit-classifier>`; all are optional, and can change at any time. */
export interface FerkitClassifierAttributes {
  /** The source that is open at first: `file`, `url` or `webcam`. @default the first of `sources` */
  source?: string | undefined;
  /** Sources that visitors can choose from, with spaces between them. @default 'file webcam' */
  sources?: string | undefined;
  /** URL of a model's `model.json`. @default the bundled model */
  model?: string | undefined;
  /** A backend, or several in their order of preference. @default 'auto' */
  backend?: string | undefined;
  /** `auto`, or `false` for pictures that are cropped faces. @default 'auto' */
  faces?: string | undefined;
  /** `false` classifies on the page's own thread. @default 'true', a worker of the element's own */
  worker?: string | undefined;
  /** `false` loads engine and model with the first picture. @default 'true', as the element is connected */
  eager?: string | undefined;
  /** Softmax temperature, above 0. @default the model's own */
  temperature?: number | string | undefined;
  /** Minimum score in [0, 1]: faces below it have the label null. @default 0 */
  threshold?: number | string | undefined;
  /** Weight of earlier frames in the scores of a face in a video, in [0, 1). @default 0.6 */
  smoothing?: number | string | undefined;
  /** Number of labels shown for each face. @default all for one face, 3 for each of several */
  'top-k'?: number | string | undefined;
  /** Text that visitors agree to before anything is classified. @default no consent is requested */
  consent?: string | undefined;
  /** Text under the picture. @default a note on what is recognised */
  notice?: string | undefined;
  /** Language of the element, such as `de`. @default the visitor's */
  locale?: string | undefined;
  /** `light` or `dark`. @default the visitor's */
  theme?: string | undefined;
}

/** Detail of the event `ready`. */
export interface ReadyClassifier {
  /** The element's classifier, which ends with it. */
  readonly classifier: Classifier;
  /** The thread in which it runs. */
  readonly runsIn: 'worker' | 'page';
  /** The reason why the worker could not start; null if it runs, or was not asked for. */
  readonly workerError: Error | null;
}

/** Events of `<ferkit-classifier>`. They bubble, and leave shadow trees. */
export interface FerkitClassifierEvents {
  /** Engine and model are loaded. */
  readonly ready: CustomEvent<ReadyClassifier>;
  /** Faces with their labels and scores, of each picture and each frame. */
  readonly result: CustomEvent<readonly Classification[]>;
  /** A picture, model, camera or backend that failed. */
  readonly error: CustomEvent<Error>;
}

/**
 * `<ferkit-classifier>`: the classifier with its looks as a custom element, for pages without React and without a bundler. The import of
 * this module defines it, once.
 *
 * @example
 * ```html
 * <script type="module" src="https://cdn.jsdelivr.net/npm/@ferkit/core/dist/browser/ferkit-classifier.js"></script>
 * <ferkit-classifier sources="file webcam" threshold="0.5" locale="de"></ferkit-classifier>
 * ```
 */
export declare class FerkitClassifier extends HTMLElement {
  /** Picture to classify, or video or canvas element to follow, in place of the visitor's choice; null for none yet. */
  input: ImageInput | HTMLVideoElement | HTMLCanvasElement | null | undefined;

  addEventListener<Type extends keyof FerkitClassifierEvents>(
    type: Type,
    listener: (this: FerkitClassifier, event: FerkitClassifierEvents[Type]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'ferkit-classifier': FerkitClassifier;
  }
}
