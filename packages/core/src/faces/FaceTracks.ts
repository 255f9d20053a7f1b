import { number, type OptionTable, withDefault } from '../options';
import { averageFaces, type Box, type Face, intersectionOverUnion, type Point } from './Face';
import { compareLooks, type FaceLook } from './FaceLook';

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
  /** Minimum intersection over union of a detection with the place of its track, still or as it moved, in (0, 1]. @default 0.3 */
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
  /** Movement in pixels a millisecond. */
  readonly velocity: Point;
  /** Undefined if pictures are not given. */
  readonly look: FaceLook | undefined;
}

/** A detection, and its look if the picture is given. */
interface Candidate {
  readonly face: Face;
  readonly look: FaceLook | undefined;
  /** True if another detection overlaps it, so that its look and its movement are not its own. */
  readonly isCovered: boolean;
}

/** Longest time for which a face that is not seen is expected to move on, in milliseconds. */
const LONGEST_MOVE = 1000;
/** Weight of the last step in the movement of a face. */
const MOVE_WEIGHT = 0.5;
/** Weight of the last picture in the look of a face. */
const LOOK_WEIGHT = 0.2;
/**
 * Difference of looks that counts as much as a distance of one face. From frame to frame looks of one face differ by 2 to 8 of 255 levels,
 * those of two people by 25 and more.
 */
const LOOK_UNIT = 25;
/** Largest difference, where it is seen, of a face that is far from its place. */
const SAME_LOOK = 14;
/** Largest distance of such a face from its place, in faces, at once and for each second in which it is not seen. */
const REACH = { least: 0.8, growth: 1.5 };
/** Overlap with another detection from which a face counts as covered. */
const COVERED = 0.02;

/**
 * Tracks faces as `FaceTracker` does, without checks. Classifiers load it with their first stream. A detection continues the track whose
 * place, continued by its movement, and whose look are nearest: the look tells people apart where they cross, and finds a face again that
 * another one hid.
 */
export class FaceTracks {
  readonly #options: Required<FaceTrackerOptions>;
  readonly #weightOf: (milliseconds: number) => number;
  #tracks: readonly Track[] = [];
  #lastId = 0;
  /** Of the last frame. */
  #time = -Infinity;

  /** @param weightOf - the weight of box and landmarks that are so many milliseconds old; else that of the options for each frame */
  constructor(
    options: Required<FaceTrackerOptions>,
    weightOf: (milliseconds: number) => number = () => options.smoothing,
  ) {
    this.#options = options;
    this.#weightOf = weightOf;
  }

  /**
   * Adds the detections of the next frame.
   * @param lookOf - describes the look of a face in the picture, if that is given
   */
  update(faces: readonly Face[], time: number, lookOf?: (box: Box) => FaceLook): readonly TrackedFace[] {
    const { startScore, keepScore, maxGap } = this.#options;
    this.#time = time;
    const open = this.#tracks.filter((track) => time - track.time <= maxGap);
    const kept = faces.filter(({ score }) => score >= keepScore);
    const candidates = kept.map((face): Candidate => ({
      face,
      look: lookOf?.(face.box),
      isCovered: kept.some((other) => other !== face && intersectionOverUnion(other.box, face.box) > COVERED),
    }));
    const matches = this.#match(open, candidates);
    const continued = open.map((track) => {
      const candidate = matches.get(track);
      return candidate === undefined ? track : this.#continue(track, candidate, time);
    });
    const matched = new Set(matches.values());
    const started = candidates
      .filter((candidate) => !matched.has(candidate) && candidate.face.score >= startScore)
      .map(({ face, look }): Track => {
        return { id: ++this.#lastId, detected: face, smoothed: face, time, velocity: { x: 0, y: 0 }, look };
      });
    this.#tracks = [...continued, ...started];
    return this.#tracks.filter((track) => track.time === time).map(({ id, smoothed }) => ({ ...smoothed, track: id }));
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

  /** Matches tracks and detections greedily, the nearest pair first. */
  #match(tracks: readonly Track[], candidates: readonly Candidate[]): Map<Track, Candidate> {
    const matches = new Map<Track, Candidate>();
    const taken = new Set<Candidate>();
    const pairs = tracks
      .flatMap((track) => candidates.map((candidate) => ({ track, candidate, cost: this.#compare(track, candidate) })))
      .filter(({ cost }) => cost < Infinity)
      .sort((a, b) => a.cost - b.cost);
    for (const { track, candidate } of pairs) {
      if (matches.has(track) || taken.has(candidate)) continue;
      matches.set(track, candidate);
      taken.add(candidate);
    }
    return matches;
  }

  /** The distance of a detection from a track, in faces and looks; Infinity for one that cannot be its own. */
  #compare(track: Track, { face, look }: Candidate): number {
    const { minOverlap } = this.#options;
    const gap = this.#time - track.time;
    const last = track.detected.box;
    const expected = moveBox(last, track.velocity, Math.min(gap, LONGEST_MOVE));
    const distance = distanceOf(expected, face.box);
    const isNear = [expected, last].some((box) => intersectionOverUnion(box, face.box) >= minOverlap);
    if (look === undefined || track.look === undefined) return isNear ? distance : Infinity;
    const { whole, seen } = compareLooks(track.look, look);
    const isWithinReach = distance <= REACH.least + (REACH.growth * gap) / 1000 && seen <= SAME_LOOK;
    return isNear || isWithinReach ? distance + whole / LOOK_UNIT : Infinity;
  }

  #continue(track: Track, { face, look, isCovered }: Candidate, time: number): Track {
    const passed = time - track.time;
    const [from, to] = [centerOf(track.detected.box), centerOf(face.box)];
    const mix = (old: number, moved: number): number =>
      isCovered || passed <= 0 ? old : old + MOVE_WEIGHT * (moved / passed - old);
    return {
      ...track,
      detected: face,
      smoothed: this.#smooth(track, face, passed),
      time,
      velocity: { x: mix(track.velocity.x, to.x - from.x), y: mix(track.velocity.y, to.y - from.y) },
      look: isCovered ? (track.look ?? look) : mixLooks(track.look, look),
    };
  }

  /** A face far from its smoothed box is taken as detected, so that the box does not lag behind a fast movement. */
  #smooth({ smoothed }: Track, face: Face, passed: number): Face {
    const weight = this.#weightOf(passed);
    if (weight === 0 || intersectionOverUnion(smoothed.box, face.box) < this.#options.minOverlap) return face;
    return averageFaces([face, smoothed], [1 - weight, weight]);
  }
}

const centerOf = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });

const moveBox = (box: Box, velocity: Point, milliseconds: number): Box => ({
  ...box,
  x: box.x + velocity.x * milliseconds,
  y: box.y + velocity.y * milliseconds,
});

/** Distance of the centres in faces, and how much larger one is. */
function distanceOf(a: Box, b: Box): number {
  const [from, to] = [centerOf(a), centerOf(b)];
  return (2 * Math.hypot(to.x - from.x, to.y - from.y)) / (a.width + b.width) + Math.abs(Math.log(a.width / b.width));
}

function mixLooks(old: FaceLook | undefined, look: FaceLook | undefined): FaceLook | undefined {
  if (old === undefined || look === undefined) return look ?? old;
  return old.map((value, at) => value + LOOK_WEIGHT * (look[at]! - value));
}
