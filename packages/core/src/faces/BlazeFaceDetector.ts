import type { BackendInfo } from '../backends/BackendProvider';
import { engineOf } from '../backends/selectBackend';
import { enableUsing } from '../enableUsing';
import { FerError } from '../errors';
import { checkColorImage } from '../images/imageInvalid';
import { checkOptions, oneOf, type OptionTable, signalRule } from '../options';
import type { RgbaImage } from '../platform/Platform';
import type { Engine } from '../tfjs/Engine';
import { yieldToEvents } from '../yieldToEvents';
import { BlazeFace } from './BlazeFace';
import { averageFaces, type Face, intersectionOverUnion } from './Face';
import type { DetectMode, DetectOptions, FaceDetector } from './FaceDetector';
import { decodeFaces, type DecodeOptions } from './decodeFaces';
import { type DetectorInput, fitToDetector } from './fitToDetector';

/** One run of the network over an image. */
interface Pass {
  /** Length to which the longer side of the image is resized, in pixels. */
  readonly longSide: number;
  /** Faces at least this wide, in pixels of the resized image, are left to the other pass. */
  readonly maxWidth: number;
}

/** The network finds large faces in a small input and small faces in a large input. A video frame has time for one pass. */
const PASSES: Readonly<Record<DetectMode, readonly Pass[]>> = {
  photo: [
    { longSide: 192, maxWidth: Infinity },
    { longSide: 512, maxWidth: 64 },
  ],
  video: [{ longSide: 160, maxWidth: Infinity }],
};

/** Minimum intersection over union of two detections of the same face. */
const OVERLAP = 0.3;

/** Stride and anchors per cell of the network's two output layers, in their order. */
const LAYERS = [
  { stride: 16, anchors: 2 },
  { stride: 32, anchors: 6 },
];

export const detectTable: OptionTable<DetectOptions> = { mode: oneOf('photo', 'video'), signal: signalRule };

/** Detects faces with BlazeFace. Created by `createFaceDetector`. */
export class BlazeFaceDetector implements FaceDetector, Disposable {
  readonly backend: BackendInfo;
  readonly #engine: Engine;
  readonly #network: BlazeFace;
  readonly #mode: DetectMode;
  readonly #minScores: Readonly<Record<DetectMode, number>>;
  #disposed = false;
  declare readonly [Symbol.dispose]: () => void;

  constructor(backend: BackendInfo, mode: DetectMode, minScores: Readonly<Record<DetectMode, number>>) {
    this.backend = backend;
    this.#engine = engineOf(backend);
    this.#network = new BlazeFace(this.#engine);
    this.#mode = mode;
    this.#minScores = minScores;
    enableUsing(this);
  }

  async detect(image: RgbaImage, options: DetectOptions = {}): Promise<readonly Face[]> {
    checkOptions(options, detectTable);
    checkColorImage('image', image);
    const { signal, mode = this.#mode } = options;
    const found: Face[] = [];
    for (const [index, { longSide, maxWidth }] of PASSES[mode].entries()) {
      if (index > 0) await yieldToEvents();
      signal?.throwIfAborted();
      this.#assertUsable();
      const input = fitToDetector(image, longSide);
      const selection = { minScore: this.#minScores[mode], maxWidth };
      found.push(...(await this.#engine.runAsync(() => this.#run(input, selection))));
    }
    signal?.throwIfAborted();
    return mergeOverlapping(found, OVERLAP);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#engine.free(() => this.#network.dispose());
  }

  async #run(input: DetectorInput, options: DecodeOptions): Promise<readonly Face[]> {
    await this.#network.prepare();
    // The detector may have been disposed of meanwhile.
    this.#assertUsable();
    const values = await this.#network.run(input.pixels, input.height, input.width);
    return LAYERS.flatMap(({ stride, anchors }, index) => {
      const [scores, boxes] = [values[2 * index]!, values[2 * index + 1]!];
      return decodeFaces({ stride, anchors, scores, boxes }, input, options);
    });
  }

  #assertUsable(): void {
    if (!this.#disposed) return;
    throw new FerError('DISPOSED', {
      object: 'FaceDetector',
      failed: 'The face detector was used after dispose()',
      next: 'Create it again.',
    });
  }
}

/**
 * Non-maximum suppression by averaging: overlapping detections are replaced by their mean, weighted by their scores, with
 * the highest score of them. The result varies less from frame to frame than the best box alone (V. Bazarevsky et al.,
 * "BlazeFace", 2019, section 3.4).
 * @param overlap - minimum intersection over union of two detections of the same face
 * @returns the faces, the highest score first
 */
export function mergeOverlapping(faces: readonly Face[], overlap: number): readonly Face[] {
  let rest = [...faces].sort((a, b) => b.score - a.score);
  const merged: Face[] = [];
  while (rest.length > 0) {
    const best = rest[0]!;
    const isSame = (face: Face): boolean => face === best || intersectionOverUnion(face.box, best.box) >= overlap;
    const same = rest.filter(isSame);
    rest = rest.filter((face) => !isSame(face));
    merged.push(
      averageFaces(
        same,
        same.map(({ score }) => score),
      ),
    );
  }
  return merged;
}
