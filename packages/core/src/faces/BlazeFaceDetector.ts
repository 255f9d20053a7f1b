import type { BackendInfo } from '../backends/BackendProvider';
import { engineOf } from '../backends/selectBackend';
import { enableUsing } from '../enableUsing';
import { FerError } from '../errors';
import { checkColorImage } from '../images/imageInvalid';
import { checkOptions, oneOf, type OptionTable, signalRule } from '../options';
import type { RgbaImage } from '../platform/Platform';
import type { Engine } from '../tfjs/Engine';
import { yieldToEvents, yieldWhenDue } from '../yieldToEvents';
import { BlazeFace } from './BlazeFace';
import { openRowAverager } from './averageRows';
import { averageFaces, type Box, type Face, intersectionOverUnion } from './Face';
import type { DetectMode, DetectOptions, FollowingDetector, FollowOptions } from './FaceDetector';
import { decodeFaces, type DecodeOptions } from './decodeFaces';
import { findSearchWindows } from './findSearchWindows';
import { type DetectorInput, fitToDetector, inputSizeOf } from './fitToDetector';

/** Length to which the longer side of the image is resized, in pixels. The network finds large faces in such a small input. */
const LONG_SIDES: Readonly<Record<DetectMode, number>> = { photo: 192, video: 160 };

/** The length for small faces, which only photos are searched for, and the width from which on they are left to the small input. */
const SMALL_FACES = { longSide: 512, maxWidth: 64 };

/** Lowest score in the small input of a place that is searched for small faces in any case. */
const HINT = 0.25;

/** The input in which a face is followed: a square around it, and the width of the face in it, in pixels. */
const FOLLOWED = { side: 96, width: 36 };

/** Share of the pixels of a whole frame from which on it is searched instead of the places of the faces. */
const MOST_FOLLOWED = 0.8;

/** Minimum intersection over union of two detections of the same face. */
const OVERLAP = 0.3;

/** Stride and anchors per cell of the network's two output layers, in their order. */
const LAYERS = [
  { stride: 16, anchors: 2 },
  { stride: 32, anchors: 6 },
];

export const detectTable: OptionTable<DetectOptions> = { mode: oneOf('photo', 'video'), signal: signalRule };

/** Detects faces with BlazeFace. Created by `createFaceDetector`. */
export class BlazeFaceDetector implements FollowingDetector, Disposable {
  readonly backend: BackendInfo;
  readonly #engine: Engine;
  readonly #network: BlazeFace;
  readonly #mode: DetectMode;
  readonly #minScores: Readonly<Record<DetectMode, number>>;
  /** Memory of large inputs that the network has read. With a new array for each, megabytes a photo would keep the garbage collector busy. */
  readonly #spare: ArrayBufferLike[] = [];
  #disposed = false;
  declare readonly [Symbol.dispose]: () => void;

  private constructor(
    backend: BackendInfo,
    network: BlazeFace,
    mode: DetectMode,
    minScores: Readonly<Record<DetectMode, number>>,
  ) {
    this.backend = backend;
    this.#engine = engineOf(backend);
    this.#network = network;
    this.#mode = mode;
    this.#minScores = minScores;
    enableUsing(this);
  }

  static async open(
    backend: BackendInfo,
    mode: DetectMode,
    minScores: Readonly<Record<DetectMode, number>>,
  ): Promise<BlazeFaceDetector> {
    return new BlazeFaceDetector(backend, await BlazeFace.open(engineOf(backend)), mode, minScores);
  }

  async detect(image: RgbaImage, options: DetectOptions = {}): Promise<readonly Face[]> {
    checkOptions(options, detectTable);
    checkColorImage('image', image);
    const { signal, mode = this.#mode } = options;
    const minScore = this.#minScores[mode];
    signal?.throwIfAborted();
    const input = fitToDetector(image, LONG_SIDES[mode]);
    const candidates = await this.#run(input, { minScore: Math.min(minScore, HINT), maxWidth: Infinity });
    signal?.throwIfAborted();
    const found = candidates.filter(({ score }) => score >= minScore);
    if (mode === 'video') return mergeOverlapping(found, OVERLAP);

    const hints = candidates.filter(
      (hint) => !found.some((face) => intersectionOverUnion(face.box, hint.box) > OVERLAP / 3),
    );
    const small: Face[] = [];
    const { longSide, maxWidth } = SMALL_FACES;
    for (const part of findSearchWindows(image, input, mergeOverlapping(found, OVERLAP), hints, longSide)) {
      await yieldToEvents();
      signal?.throwIfAborted();
      const large = fitToDetector(image, longSide, part, openRowAverager(), this.#spare.pop());
      small.push(...(await this.#run(large, { minScore, maxWidth })));
      this.#spare[0] = large.pixels.buffer;
    }
    signal?.throwIfAborted();
    return mergeOverlapping([...found, ...small], OVERLAP);
  }

  async follow(image: RgbaImage, boxes: readonly Box[], { signal, whole }: FollowOptions): Promise<readonly Face[]> {
    const { width, height } = inputSizeOf(image, LONG_SIDES.video);
    const detect = (): Promise<readonly Face[]> => this.detect(image, { signal, mode: 'video' });
    const isSmaller = boxes.length * FOLLOWED.side ** 2 < MOST_FOLLOWED * width * height;
    if (boxes.length === 0 || !isSmaller) return detect();
    const followed: Face[] = [];
    for (const box of boxes) {
      signal?.throwIfAborted();
      const face = await this.#find(image, box);
      // A face that left its place, or two that became one.
      if (face === undefined || isAmong(face, followed)) return detect();
      followed.push(face);
    }
    if (!whole) return followed.sort((a, b) => b.score - a.score);
    const others = (await detect()).filter((face) => !isAmong(face, followed));
    return [...followed, ...others].sort((a, b) => b.score - a.score);
  }

  /** The face at the place of a box, in an input in which all faces have about one size. */
  async #find(image: RgbaImage, box: Box): Promise<Face | undefined> {
    const { side, width } = FOLLOWED;
    const longest = Math.max(image.width, image.height);
    const longSide = Math.max(side, Math.round(longest * Math.min(1, width / box.width)));
    const scale = longSide / longest;
    const { left, top } = inputSizeOf(image, longSide);
    const part = {
      left: Math.round((box.x + box.width / 2) * scale + left - side / 2),
      top: Math.round((box.y + box.height / 2) * scale + top - side / 2),
      width: side,
      height: side,
    };
    const input = fitToDetector(image, longSide, part);
    const faces = mergeOverlapping(
      await this.#run(input, { minScore: this.#minScores.video, maxWidth: Infinity }),
      OVERLAP,
    );
    const overlaps = faces.map((face) => intersectionOverUnion(face.box, box));
    const best = Math.max(...overlaps);
    return best >= OVERLAP ? faces[overlaps.indexOf(best)] : undefined;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#engine.free(() => this.#network.dispose());
  }

  async #run(input: DetectorInput, options: DecodeOptions): Promise<readonly Face[]> {
    await yieldWhenDue();
    this.#assertUsable();
    return this.#engine.runAsync(() => this.#runNetwork(input, options));
  }

  async #runNetwork(input: DetectorInput, options: DecodeOptions): Promise<readonly Face[]> {
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

const isAmong = (face: Face, faces: readonly Face[]): boolean =>
  faces.some(({ box }) => intersectionOverUnion(face.box, box) >= OVERLAP);

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
