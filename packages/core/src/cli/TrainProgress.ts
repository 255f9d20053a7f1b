import type { TrainEvent } from '../index';
import { LiveLine, type Screen } from './Screen';
import { countOf, formatCount } from './render/formatNumber';
import { describeBatch, renderBatch, renderEpoch } from './render/renderProgress';

/** Seconds between two lines about the batches of a long epoch in a log. */
const SECONDS_BETWEEN_LINES = 30;

/** Shows the progress of a training run: a live line and one for each finished epoch, or plain lines in a log. */
export class TrainProgress {
  readonly #screen: Screen;
  readonly #line: LiveLine;
  #printedAt = performance.now();

  constructor(screen: Screen) {
    this.#screen = screen;
    this.#line = new LiveLine(screen);
  }

  show(event: TrainEvent): void {
    const { style } = this.#screen;
    switch (event.type) {
      case 'start':
        this.#print(...describeStart(event));
        break;
      case 'batch':
        this.#line.update((columns) => renderBatch(event, style, columns));
        if (!this.#screen.isLive && this.#isLineDue() && event.batch < event.batches) {
          this.#print(describeBatch(event));
        }
        break;
      case 'epoch':
        this.#print(renderEpoch(event, style));
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
    this.#screen.print(...lines);
    this.#printedAt = performance.now();
  }
}

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
