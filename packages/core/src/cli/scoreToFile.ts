import type { Classifier, FaceOrder } from '../index';
import type { Host } from './Host';
import { LiveLine, type Screen } from './Screen';
import { classifyInputs } from './classifyInputs';
import type { InputImages } from './inputs/InputImage';
import { countOf, formatCount } from './render/formatNumber';
import { resultLine, type ResultsFile } from './results/ResultsFile';
import { describeFailure } from './showOutcomes';

/** The input of {@link scoreToFile}. */
export interface Scoring {
  readonly classifier: Classifier;
  readonly inputs: InputImages;
  readonly results: ResultsFile;
  readonly top: number | undefined;
  readonly order: FaceOrder;
}

/** Classifies all inputs that have no line in the results file yet, and appends their lines, a batch at a time. */
export async function scoreToFile({ classifier, inputs, results, top, order }: Scoring, host: Host): Promise<void> {
  const { notices, out, signal } = host;
  const before = await results.skipFinished(inputs, signal);
  if (before.images > 0) notices.print(`${results.path} resumes after ${countOf(before.images, 'image')}.`);
  const progress = new ScoringProgress(host);
  try {
    for await (const { outcomes } of classifyInputs(classifier, inputs, { signal, order })) {
      await results.append(outcomes.map((outcome) => resultLine(outcome, top)));
      let failed = 0;
      for (const outcome of outcomes) {
        if (!('error' in outcome)) continue;
        failed++;
        progress.report(outcome.name, outcome.error);
      }
      progress.update(outcomes.length, failed);
    }
  } finally {
    progress.end();
  }
  const failed = before.failed + progress.failed;
  const [all, rate] = [before.images + progress.images, progress.imagesPerSecond.toFixed(1)];
  out.print(
    `${results.path}: ${countOf(all, 'image')}${failed === 0 ? '' : `, of which ${formatCount(failed)} could not be read`}${
      progress.images === 0 ? '' : `; ${formatCount(progress.images)} now, at ${rate} images/s`
    }.`,
  );
}

/** Seconds between two lines in a log. */
const SECONDS_BETWEEN_LINES = 30;

/** Shows the progress of scoring: a live line, or a plain line every 30 seconds in a log. */
class ScoringProgress {
  readonly #screen: Screen;
  readonly #errors: Screen;
  readonly #line: LiveLine;
  readonly #began = performance.now();
  #printedAt = performance.now();
  #images = 0;
  #failed = 0;

  constructor({ notices, error }: Host) {
    this.#screen = notices;
    this.#errors = error;
    this.#line = new LiveLine(notices);
  }

  /** Images since the start, unreadable ones included. */
  get images(): number {
    return this.#images;
  }

  get failed(): number {
    return this.#failed;
  }

  get imagesPerSecond(): number {
    return (this.#images * 1000) / (performance.now() - this.#began);
  }

  /** Prints the error of an unreadable file. */
  report(name: string, error: Error): void {
    this.#line.clear();
    this.#errors.print(describeFailure(name, error));
  }

  update(images: number, failed: number): void {
    this.#images += images;
    this.#failed += failed;
    this.#line.update(() => this.#describe());
    if (this.#screen.isLive || performance.now() - this.#printedAt < SECONDS_BETWEEN_LINES * 1000) return;
    this.#screen.print(this.#describe());
    this.#printedAt = performance.now();
  }

  /** Removes the live line. */
  end(): void {
    this.#line.clear();
  }

  #describe(): string {
    const failed = this.#failed === 0 ? [] : [`${formatCount(this.#failed)} could not be read`];
    return [countOf(this.#images, 'image'), ...failed, `${this.imagesPerSecond.toFixed(1)} images/s`].join('  ');
  }
}
