import { LiveLine } from './LiveLine';
import { formatCount } from './render/formatNumber';
import type { Screen } from './Screen';

/** Seconds between two lines in a log. */
const SECONDS_BETWEEN_LINES = 30;

/** Tells on a screen how far the scoring of many images has come: a live line, or now and then a plain one in a log. */
export class ScoringProgress {
  readonly #screen: Screen;
  readonly #line: LiveLine;
  readonly #began = performance.now();
  #printedAt = performance.now();
  #images = 0;
  #failed = 0;

  constructor(screen: Screen) {
    this.#screen = screen;
    this.#line = new LiveLine(screen);
  }

  /** Images that were scored since it was made, those that could not be read with them. */
  get images(): number {
    return this.#images;
  }

  get failed(): number {
    return this.#failed;
  }

  get imagesPerSecond(): number {
    return (this.#images * 1000) / (performance.now() - this.#began);
  }

  /** A file that could not be read. */
  report(name: string, error: Error): void {
    this.#line.clear();
    this.#screen.print(`${name}: ${error.message}`);
  }

  update(images: number, failed: number): void {
    this.#images += images;
    this.#failed += failed;
    this.#line.update((columns) => this.#describe().slice(0, columns - 1));
    if (this.#screen.isLive || performance.now() - this.#printedAt < SECONDS_BETWEEN_LINES * 1000) return;
    this.#screen.print(this.#describe());
    this.#printedAt = performance.now();
  }

  /** Takes the live line away. */
  end(): void {
    this.#line.clear();
  }

  #describe(): string {
    const failed = this.#failed === 0 ? [] : [`${formatCount(this.#failed)} could not be read`];
    return [`${formatCount(this.#images)} images`, ...failed, `${this.imagesPerSecond.toFixed(1)} images/s`].join('  ');
  }
}
