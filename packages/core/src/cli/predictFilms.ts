import { mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import {
  type Classifier,
  type ClassifyVideoOptions,
  type FerError,
  isFerError,
  Timeline,
  type TrackSummary,
  type VideoProgress,
} from '../index';
import { Interrupted, UsageError } from './failures';
import { type Host, quoteCommand } from './Host';
import { LiveLine, type Screen } from './Screen';
import { countOf, formatPercent, formatSeconds } from './render/formatNumber';
import { renderBar } from './render/formatTable';
import { showName, showText } from './render/showText';
import { type FilmFacts, formatTimeline, TimelineFile, type TimelineFormat } from './results/TimelineFile';
import { describeFailure } from './showOutcomes';

/** The films of a call of `predict`, and what becomes of them. */
export interface FilmCall {
  readonly films: readonly string[];
  readonly classifier: Classifier;
  readonly options: Pick<ClassifyVideoOptions, 'from' | 'to'> & { readonly fps: number; readonly smoothing: number };
  readonly facts: Pick<FilmFacts, 'model' | 'threshold' | 'whole'>;
  /** `text` prints summaries alone. */
  readonly format: TimelineFormat | 'text';
  /** A file, or a folder for several films. */
  readonly out: string | undefined;
  /** The arguments of the call, to print it again. */
  readonly args: readonly string[];
}

/**
 * Chooses the format of timelines.
 * @throws UsageError for a format that timelines do not have
 */
export function chooseTimelineFormat(
  {
    format,
    json,
    out,
  }: { readonly format?: string | undefined; readonly json?: boolean | undefined; readonly out?: string | undefined },
  films: number,
): TimelineFormat | 'text' {
  const named = json === true ? 'json' : format;
  const ending = out === undefined ? '' : extname(out).slice(1).toLowerCase();
  if (out !== undefined && ending !== '' && films > 1) {
    throw new UsageError(`--out takes a folder for ${countOf(films, 'film')}, which get a file each, not "${out}".`);
  }
  const chosen = named ?? (ending === '' ? (out === undefined ? 'text' : 'csv') : ending);
  if (chosen === 'text' && out === undefined) return 'text';
  if (chosen !== 'csv' && chosen !== 'json' && chosen !== 'vtt') {
    throw new UsageError(`The timeline of a film is csv, json or vtt, not ${chosen}.`);
  }
  if (ending !== '' && ending !== chosen) {
    throw new UsageError(`--out "${out!}" is a file of ${ending}, and the format is ${chosen}: leave one of them out.`);
  }
  if (out === undefined && films > 1) throw new UsageError(`--format ${chosen} of several films needs --out <folder>.`);
  return chosen;
}

/**
 * Classifies films one after another, and prints a line of summary for each track.
 * @returns the exit code: 1 if a film could not be read, or not to its end
 */
export async function predictFilms(call: FilmCall, host: Host): Promise<number> {
  const { films, out, format, args } = call;
  const isFolder = out !== undefined && extname(out) === '';
  if (isFolder) await mkdir(out, { recursive: true });
  const paths = films.map((film) => (isFolder ? join(out, `${nameOf(film)}.${format}`) : out));
  const repeated = paths.find((path, index) => path !== undefined && paths.indexOf(path) !== index);
  if (repeated !== undefined) throw new UsageError(`Two films would be written to "${repeated}": choose two folders.`);
  let failed = 0;
  for (const [index, film] of films.entries()) {
    const path = paths[index];
    if (isFolder && existsSync(path!)) {
      host.notices.print(`${showName(path!)} is there: remove it to classify ${showName(film)} again.`);
      continue;
    }
    try {
      if (!(await predictFilm(film, path, call, host))) failed++;
    } catch (error) {
      if (error instanceof Interrupted && path !== undefined) {
        host.error.print(
          `Interrupted. ${path}.part has the frames so far. To resume:`,
          `  ${host.program} predict ${quoteCommand(args)}`,
        );
      }
      if (films.length === 1 || !isUnreadable(error)) throw error;
      host.error.print(describeFailure(film, error));
      failed++;
    }
  }
  return failed === 0 ? 0 : 1;
}

const isUnreadable = (error: unknown): error is FerError =>
  isFerError(error, 'SOURCE_UNREADABLE') || isFerError(error, 'VIDEO_UNREADABLE');

/** The name of a film without folders and ending. */
const nameOf = (film: string): string => basename(film.replace(/[?#].*$/, '')).replace(/\.\w+$/, '');

/** @returns false for a film that breaks off */
async function predictFilm(film: string, path: string | undefined, call: FilmCall, host: Host): Promise<boolean> {
  const { classifier, options, format, facts } = call;
  const { fps, smoothing, from = 0, to } = options;
  const { labels } = classifier.metadata;
  const filmFacts = { ...facts, film, fps, from, to: to ?? null, smoothing };
  const file = path === undefined ? undefined : await TimelineFile.open(path, labels, filmFacts);
  const progress = new FilmProgress(film, host.notices);
  let isWhole = true;
  try {
    const timeline = file?.timeline ?? new Timeline(labels);
    const start = file?.resumeFrom(from) ?? from;
    if (start > from) host.notices.print(`${showName(film)} resumes at ${formatSeconds(start)}.`);
    const frames = classifier.classifyVideo(film, {
      ...options,
      from: start,
      signal: host.signal,
      onProgress: (event) => progress.update(event, start),
      onBroken: (error) => {
        isWhole = false;
        progress.end();
        host.error.print(describeFailure(film, error));
      },
    });
    for await (const frame of frames) {
      if (file === undefined) timeline.append(frame);
      else await file.append(frame);
    }
    progress.end();
    if (file !== undefined) {
      await file.finish(format as TimelineFormat);
      host.notices.print(`Wrote ${path!}: ${countOf(timeline.frames, 'frame')}.`);
    } else if (format !== 'text') {
      host.out.write(formatTimeline(timeline, format));
      return isWhole;
    }
    host.out.print(...describeTimeline(film, timeline));
    return isWhole;
  } finally {
    progress.end();
    await file?.close();
  }
}

/** A line for each track: when, how long, and the labels with the largest shares. */
function describeTimeline(film: string, timeline: Timeline): string[] {
  const { tracks } = timeline.summary();
  const name = showName(film);
  if (tracks.length === 0) return [`${name}  no face found`];
  return tracks.map((track) => [name, ...describeTrack(track)].join('  '));
}

function describeTrack({ track, start, end, seconds, shares, unsure, changes }: TrackSummary): string[] {
  const parts = [...shares, { label: 'unsure', share: unsure }]
    .filter(({ share }) => share >= 0.005)
    .sort((a, b) => b.share - a.share)
    .slice(0, 3)
    .map(({ label, share }) => `${showText(label)} ${formatPercent(share, 0)}`);
  return [
    track === 0 ? 'whole picture' : `face ${track}`,
    `${clock(start)} to ${clock(end)} (${formatSeconds(seconds)})`,
    parts.join(', '),
    countOf(changes, 'change'),
  ];
}

/** Seconds as on a player: 1:02:03, and 2:03. */
function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours === 0 ? `${minutes}:${two(whole % 60)}` : `${hours}:${two(minutes)}:${two(whole % 60)}`;
}

/** Seconds between two lines in a log. */
const SECONDS_BETWEEN_LINES = 30;
const BAR = 24;

/** Shows the progress of a film: a live line, or a plain line every 30 seconds in a log. */
class FilmProgress {
  readonly #name: string;
  readonly #screen: Screen;
  readonly #line: LiveLine;
  readonly #began = performance.now();
  #printedAt = performance.now();

  constructor(film: string, screen: Screen) {
    this.#name = showName(film);
    this.#screen = screen;
    this.#line = new LiveLine(screen);
  }

  update({ time, end, share }: VideoProgress, from: number): void {
    const seconds = (performance.now() - this.#began) / 1000;
    const speed = (time - from) / seconds;
    const describe = (bar: string): string =>
      [
        this.#name,
        ...(bar === '' ? [] : [bar]),
        share === undefined ? clock(time) : formatPercent(share, 0),
        `${speed.toFixed(1)} times real time`,
        ...(end === undefined ? [] : [`${formatSeconds((end - time) / speed)} left`]),
      ].join('  ');
    this.#line.update(() => describe(share === undefined ? '' : renderBar(share, BAR, this.#screen.style)));
    if (this.#screen.isLive || performance.now() - this.#printedAt < SECONDS_BETWEEN_LINES * 1000) return;
    this.#screen.print(describe(''));
    this.#printedAt = performance.now();
  }

  /** Removes the live line. */
  end(): void {
    this.#line.clear();
  }
}
