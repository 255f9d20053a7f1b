import { platform } from '#platform';
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { Timeline, type TimelineFace, type TimelineFrame } from '../../index';
import { writeOutput } from '../writeOutput';
import { factsPath, readFacts, resultsIncompatible, writeFacts } from './RunFacts';

/** The formats of a timeline's file. */
export type TimelineFormat = 'csv' | 'json' | 'vtt';

/** Seconds that are classified again where a run resumes, so that faces find their tracks again. */
const OVERLAP = 2;

/** The settings of a timeline's file; a resumed run must have the same. */
export interface FilmFacts {
  /** The fingerprint of the model. */
  readonly model: string;
  readonly film: string;
  readonly fps: number;
  readonly from: number;
  readonly to: number | null;
  readonly smoothing: number;
  readonly threshold: number;
  readonly whole: boolean;
}

/** Writes a timeline in a format. */
export function formatTimeline(timeline: Timeline, format: TimelineFormat): string {
  if (format === 'csv') return timeline.toCsv();
  return format === 'json' ? timeline.toJson() : timeline.toWebVtt();
}

/**
 * The file of a film's timeline. Until the film is done, its frames are in a file beside it, `<name>.part`, one after another as CSV, from
 * which a run that was killed resumes. The file is locked while it is open.
 */
export class TimelineFile {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #unlock: () => Promise<void>;
  readonly #timeline: Timeline;
  readonly #step: number;
  /** Time of the last frame of the earlier run; -Infinity if there was none. */
  readonly #resumedAt: number;
  /** Numbers of the tracks in the file, by those of this run. */
  readonly #tracks = new Map<number, number>();

  private constructor(path: string, file: FileHandle, unlock: () => Promise<void>, timeline: Timeline, step: number) {
    this.#path = path;
    this.#file = file;
    this.#unlock = unlock;
    this.#timeline = timeline;
    this.#step = step;
    this.#resumedAt = timeline.columns.times.at(-1) ?? -Infinity;
  }

  /**
   * Opens the file of a film.
   * @throws STORAGE_BUSY if another process has it; RESULTS_INCOMPATIBLE if another command line began it; STORAGE_FAILED
   */
  static async open(path: string, labels: readonly string[], facts: FilmFacts): Promise<TimelineFile> {
    const part = `${path}.part`;
    await writeOutput(part, await readFile(part).catch(() => ''));
    const unlock = await platform.lock(part);
    try {
      const before = await readFrames(part);
      await (before === undefined ? writeFacts(part, facts) : checkFacts(part, facts));
      const timeline = before ?? new Timeline(labels);
      // Without what was not whole: a line, or the last frame, of which a face may be missing.
      await writeFile(part, timeline.toCsv());
      return new TimelineFile(path, await open(part, 'a'), unlock, timeline, 1 / facts.fps);
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  get timeline(): Timeline {
    return this.#timeline;
  }

  /** The time at which this run begins, in seconds, on the grid of the frames. */
  resumeFrom(start: number): number {
    if (this.#resumedAt === -Infinity) return start;
    const frames = Math.floor((this.#resumedAt - start - OVERLAP) / this.#step);
    return start + Math.max(0, frames) * this.#step;
  }

  /** Appends a frame; of those that the file has, the faces tell which track goes on. */
  async append(frame: TimelineFrame): Promise<void> {
    const isKnown = frame.time <= this.#resumedAt + this.#step / 2;
    if (isKnown) {
      this.#recognize(frame);
      return;
    }
    const faces = frame.faces.map((face): TimelineFace => ({ ...face, track: this.#trackOf(face.track ?? 0) }));
    const single = new Timeline(this.#timeline.labels);
    single.append({ time: frame.time, faces });
    this.#timeline.append({ time: frame.time, faces });
    const csv = single.toCsv();
    await this.#file.appendFile(csv.slice(csv.indexOf('\r\n') + 2));
  }

  /** Writes the whole file and removes its parts. */
  async finish(format: TimelineFormat): Promise<void> {
    const whole = `${this.#path}.whole`;
    await writeOutput(whole, formatTimeline(this.#timeline, format));
    await rename(whole, this.#path);
    const part = `${this.#path}.part`;
    for (const file of [part, factsPath(part)]) await rm(file, { force: true });
  }

  async close(): Promise<void> {
    await this.#file.close();
    await this.#unlock();
  }

  #recognize({ time, faces }: TimelineFrame): void {
    const { columns } = this.#timeline.slice(time - this.#step / 2, time + this.#step / 2);
    for (const { track, box } of faces) {
      const rows = [...columns.track.keys()].sort(
        (a, b) => distance(columns.box, a, box) - distance(columns.box, b, box),
      );
      const [nearest] = rows;
      if (nearest !== undefined && distance(columns.box, nearest, box) < box.width / 2) {
        this.#tracks.set(track ?? 0, columns.track[nearest]!);
      }
    }
  }

  #trackOf(track: number): number {
    if (this.#resumedAt === -Infinity) return track;
    const known = this.#tracks.get(track);
    if (known !== undefined) return known;
    const next = Math.max(0, ...this.#timeline.tracks, ...this.#tracks.values()) + 1;
    this.#tracks.set(track, next);
    return next;
  }
}

async function checkFacts(part: string, facts: FilmFacts): Promise<void> {
  const written = (await readFacts(part)) as Partial<Record<string, unknown>>;
  const wrong = Object.entries(facts).find(([field, value]) => written[field] !== value);
  if (wrong === undefined) return;
  const [field, value] = wrong as [string, unknown];
  throw resultsIncompatible(part, field, `${field} ${String(written[field])}`, String(value));
}

function distance(boxes: Float32Array, row: number, { x, y, width, height }: TimelineFace['box']): number {
  const [left, top, wide, high] = boxes.subarray(4 * row, 4 * row + 4);
  return Math.hypot(left! + wide! / 2 - x - width / 2, top! + high! / 2 - y - height / 2);
}

/** The whole frames of an earlier run; undefined if there was none. */
async function readFrames(part: string): Promise<Timeline | undefined> {
  const text = await readFile(part, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole === '') return undefined;
  const timeline = Timeline.fromCsv(whole);
  const last = timeline.columns.times.at(-1);
  return last === undefined ? timeline : timeline.slice(timeline.start, last);
}
