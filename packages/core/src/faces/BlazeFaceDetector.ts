import * as tf from '@tensorflow/tfjs';
import type { BackendInfo } from '../backends/BackendProvider';
import { engineOf } from '../backends/selectBackend';
import { FerError } from '../errors';
import type { RgbaImage } from '../platform/Platform';
import type { Engine } from '../tfjs/Engine';
import { yieldToEvents } from '../yieldToEvents';
import { BlazeFace } from './BlazeFace';
import { type Face, intersectionOverUnion } from './Face';
import type { FaceDetector, DetectMode, DetectOptions } from './FaceDetector';
import { blendFaces } from './blendFaces';
import { decodeFaces, type DecodeOptions } from './decodeFaces';
import { fitPicture, type FittedPicture, flattenOverWhite } from './fitPicture';

/** One run of the network over an image. */
interface Pass {
  /** What the long side of the image is fitted to. */
  readonly longSide: number;
  /** Wider faces, in pixels of the fitted picture, are left to another pass. */
  readonly maxWidth: number;
}

/** Large faces are found in a small picture and small ones in a large one; a frame has time for one only. */
const PASSES: Readonly<Record<DetectMode, readonly Pass[]>> = {
  photo: [
    { longSide: 192, maxWidth: Infinity },
    { longSide: 512, maxWidth: 64 },
  ],
  video: [{ longSide: 160, maxWidth: Infinity }],
};

/** From this intersection over union two boxes are of the same face. */
const OVERLAP = 0.3;

/** What the network has scores and boxes of, in its order. */
const CELLS = [
  { stride: 16, anchors: 2 },
  { stride: 32, anchors: 6 },
];

/** Finds faces with BlazeFace. Made by `createFaceDetector`. */
export class BlazeFaceDetector implements FaceDetector {
  readonly backend: BackendInfo;
  readonly #engine: Engine;
  readonly #network: BlazeFace;
  readonly #mode: DetectMode;
  readonly #minScores: Readonly<Record<DetectMode, number>>;
  #disposed = false;

  constructor(backend: BackendInfo, mode: DetectMode, minScores: Readonly<Record<DetectMode, number>>) {
    this.backend = backend;
    this.#engine = engineOf(backend);
    this.#network = new BlazeFace(this.#engine);
    this.#mode = mode;
    this.#minScores = minScores;
  }

  async detect(image: RgbaImage, { signal, mode = this.#mode }: DetectOptions = {}): Promise<readonly Face[]> {
    const opaque = flattenOverWhite(image);
    const found: Face[] = [];
    for (const [index, { longSide, maxWidth }] of PASSES[mode].entries()) {
      if (index > 0) await yieldToEvents();
      signal?.throwIfAborted();
      this.#assertUsable();
      const picture = fitPicture(opaque, longSide);
      const options = { minScore: this.#minScores[mode], maxWidth };
      found.push(...(await this.#engine.runAsync(() => this.#run(picture, options))));
    }
    signal?.throwIfAborted();
    return mergeOverlapping(found, OVERLAP);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#engine.free(() => this.#network.dispose());
  }

  async #run(picture: FittedPicture, options: DecodeOptions): Promise<readonly Face[]> {
    const outputs = this.#engine.run(() =>
      this.#network.run(tf.tensor4d(picture.input, [1, picture.height, picture.width, 3])),
    );
    try {
      const numbers = await Promise.all(outputs.map((output) => output.data<'float32'>()));
      return CELLS.flatMap(({ stride, anchors }, layer) => {
        const [scores, boxes] = [numbers[2 * layer]!, numbers[2 * layer + 1]!];
        return decodeFaces({ stride, anchors, scores, boxes }, picture, options);
      });
    } finally {
      for (const output of outputs) output.dispose();
    }
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
 * Non-maximum suppression that blends instead of dropping: detections of the same face become their mean, weighted by
 * their scores, and keep the highest of them. It is steadier from frame to frame than the best box alone (V. Bazarevsky
 * et al., "BlazeFace", 2019).
 * @param overlap - intersection over union from which two boxes are of the same face
 * @returns the faces, the surest first
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
      blendFaces(
        same,
        same.map(({ score }) => score),
      ),
    );
  }
  return merged;
}
