import type { CallbackEvent, EpochRecord, TrainEvent } from '../index';
import type { Host } from './Host';
import { LiveLine, type Screen, silentScreen } from './Screen';
import { countOf, formatCount } from './render/formatNumber';
import { describeBatch, renderBatch, renderEpoch } from './render/renderProgress';

/** Epochs of the curve in a terminal. */
const LONGEST_CURVE = 20;

/** The part of a command's call that chooses how progress is shown. */
interface ProgressCall {
  readonly values: { readonly quiet?: boolean | undefined; readonly json?: boolean | undefined };
  readonly host: Pick<Host, 'out'>;
}

/** Seconds between two lines about the batches of a long epoch in a log. */
const SECONDS_BETWEEN_LINES = 30;

/**
 * Shows the progress of a training run: a live line, and one for each finished epoch with the curve of accuracy, or plain lines in a log; for
 * programs each event as a line of JSON.
 */
export class TrainProgress {
  /** Of texts about the run, which programs do not get. */
  readonly screen: Screen;
  readonly #programs: Screen | undefined;
  readonly #line: LiveLine;
  #printedAt = performance.now();
  #curve: readonly number[] = [];

  /** @param programs - gets the events as JSON */
  constructor(screen: Screen, programs?: Screen) {
    this.screen = screen;
    this.#programs = programs;
    this.#line = new LiveLine(screen);
  }

  /** The progress of a command as `--json` and `--quiet` ask for it. */
  static of({ values: { quiet = false, json = false }, host: { out } }: ProgressCall): TrainProgress {
    return new TrainProgress(quiet || json ? silentScreen : out, json ? out : undefined);
  }

  show(event: CallbackEvent): void {
    this.#programs?.write(`${JSON.stringify(event)}\n`);
    const { style } = this.screen;
    switch (event.type) {
      case 'start':
        if (event.stage !== undefined) this.#print(event.stage === 'head' ? 'The last layer' : 'All layers');
        this.#curve = event.history.map(scoreOf);
        this.#print(...describeStart(event));
        break;
      case 'batch':
        this.#line.update((columns) => renderBatch(event, style, columns));
        if (!this.screen.isLive && this.#isLineDue() && event.batch < event.batches) {
          this.#print(describeBatch(event));
        }
        break;
      case 'epoch':
        this.#curve = [...this.#curve, scoreOf(event)].slice(-LONGEST_CURVE);
        // A log has figures; a curve that grows from line to line is for the eye.
        this.#print(renderEpoch(event, style, this.screen.isLive ? this.#curve : []));
        break;
      case 'checkpoint':
        // Written every minute and after every epoch: no line.
        break;
    }
  }

  /** Removes the live line. */
  end(): void {
    this.#line.clear();
  }

  #isLineDue(): boolean {
    return performance.now() - this.#printedAt >= SECONDS_BETWEEN_LINES * 1000;
  }

  #print(...lines: readonly string[]): void {
    this.#line.clear();
    this.screen.print(...lines);
    this.#printedAt = performance.now();
  }
}

/** The number that the curve shows: the accuracy of validation, or of training without one. */
const scoreOf = ({ train, validation }: EpochRecord): number => (validation ?? train).accuracy;

function describeStart(event: Extract<TrainEvent, { readonly type: 'start' }>): string[] {
  const { backend, workers, notes, seed, parameters, samples, validationSamples, epochs, batches, resumedAt } = event;
  const lines = [
    `backend     ${backend.name}: ${backend.device}${workers === 1 ? '' : `, ${countOf(workers, 'worker')}`}`,
    `network     ${countOf(parameters, 'parameter')}`,
    `samples     ${formatCount(samples)} for training, ${formatCount(validationSamples)} for validation`,
    `run         ${countOf(epochs, 'epoch')} of ${countOf(batches, 'batch', 'batches')}, seed ${seed}`,
  ];
  if (resumedAt.epoch + resumedAt.batch > 0) {
    lines.push(`resumes     in epoch ${resumedAt.epoch + 1} after batch ${resumedAt.batch}`);
  }
  return [...lines, ...notes.map((note) => `note        ${note}`), ''];
}
