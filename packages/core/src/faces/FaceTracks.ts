import { number, type OptionTable, withDefault } from '../options';
import { averageFaces, type Face, intersectionOverUnion } from './Face';

/** A face that is tracked from frame to frame. */
export interface TrackedFace extends Face {
  /** Number of the track, from 1. It stays the same while the face is tracked and is never reused. */
  readonly track: number;
}

/** Options of `FaceTracker`. */
export interface FaceTrackerOptions {
  /** Minimum score that starts a new track, in [0, 1]. @default 0.6 */
  readonly startScore?: number;
  /** Minimum score that continues a track, in [0, `startScore`]. @default 0.4 */
  readonly keepScore?: number;
  /** Minimum intersection over union of a detection with the last detection of its track, in (0, 1]. @default 0.3 */
  readonly minOverlap?: number;
  /** Longest time without a detection before a track ends, in milliseconds. @default 500 */
  readonly maxGap?: number;
  /** Weight of the previous frames in box and landmarks, in [0, 1); 0 is no smoothing. @default 0.6 */
  readonly smoothing?: number;
}

export const faceTrackerTable: OptionTable<
  FaceTrackerOptions,
  'startScore' | 'keepScore' | 'minOverlap' | 'maxGap' | 'smoothing'
> = {
  startScore: withDefault(0.6, number({ from: 0, to: 1 })),
  keepScore: withDefault(0.4, number({ from: 0, to: 1 })),
  minOverlap: withDefault(0.3, number({ above: 0, to: 1 })),
  maxGap: withDefault(500, number({ from: 0 })),
  smoothing: withDefault(0.6, number({ from: 0, below: 1 })),
};

interface Track {
  readonly id: number;
  /** The last detection, not smoothed. */
  readonly detected: Face;
  readonly smoothed: Face;
  /** Time of the last detection, in milliseconds. */
  readonly time: number;
}

/** Tracks faces as `FaceTracker` does, without checks. Classifiers load it with their first stream. */
export class FaceTracks {
  readonly #options: Required<FaceTrackerOptions>;
  #tracks: readonly Track[] = [];
  #lastId = 0;
  /** Of the last frame. */
  #time = -Infinity;

  constructor(options: Required<FaceTrackerOptions>) {
    this.#options = options;
  }

  update(faces: readonly Face[], time: number): readonly TrackedFace[] {
    const { startScore, keepScore, maxGap } = this.#options;
    this.#time = time;
    const open = this.#tracks.filter((track) => time - track.time <= maxGap);
    const candidates = faces.filter(({ score }) => score >= keepScore);
    const matches = this.#match(open, candidates);
    const continued = open.map((track) => {
      const face = matches.get(track);
      return face === undefined ? track : { ...track, detected: face, smoothed: this.#smooth(track, face), time };
    });
    const matched = new Set(matches.values());
    const started = candidates
      .filter((face) => !matched.has(face) && face.score >= startScore)
      .map((face): Track => ({ id: ++this.#lastId, detected: face, smoothed: face, time }));
    this.#tracks = [...continued, ...started];
    return this.#tracks
      .filter((track) => matched.has(track.detected) || started.includes(track))
      .map(({ id, smoothed }) => ({ ...smoothed, track: id }));
  }

  /** The last detections of all open tracks; undefined if one of them was not detected in the last frame. */
  get detected(): readonly Face[] | undefined {
    const open = this.#tracks.filter(({ time }) => this.#time - time <= this.#options.maxGap);
    return open.every(({ time }) => time === this.#time) ? open.map(({ detected }) => detected) : undefined;
  }

  isTracking(track: number): boolean {
    return this.#tracks.some(({ id }) => id === track);
  }

  reset(): void {
    this.#tracks = [];
  }

  /** Matches tracks and detections greedily, the pair with the largest overlap first. */
  #match(tracks: readonly Track[], faces: readonly Face[]): Map<Track, Face> {
    const matches = new Map<Track, Face>();
    const taken = new Set<Face>();
    const pairs = tracks
      .flatMap((track) =>
        faces.map((face) => ({ track, face, overlap: intersectionOverUnion(track.detected.box, face.box) })),
      )
      .filter(({ overlap }) => overlap >= this.#options.minOverlap)
      .sort((a, b) => b.overlap - a.overlap);
    for (const { track, face } of pairs) {
      if (matches.has(track) || taken.has(face)) continue;
      matches.set(track, face);
      taken.add(face);
    }
    return matches;
  }

  /** A face far from its smoothed box is taken as detected, so that the box does not lag behind a fast movement. */
  #smooth({ smoothed }: Track, face: Face): Face {
    const { smoothing, minOverlap } = this.#options;
    if (smoothing === 0 || intersectionOverUnion(smoothed.box, face.box) < minOverlap) return face;
    return averageFaces([face, smoothed], [1 - smoothing, smoothing]);
  }
}
