import type { NativeProgress } from '../native/NativeProgress';
import { LiveLine } from './LiveLine';
import { formatBytes, formatPercent } from './render/formatNumber';
import { renderBar } from './render/renderBar';
import type { Screen } from './Screen';

const VERBS = { download: 'Downloading', unpack: 'Unpacking', build: 'Building', check: 'Checking' } as const;
const BAR = 24;
/** Between two lines of a log about the same file. */
const SECONDS_BETWEEN_LINES = 10;

/** Tells on a screen how an installation goes: a live line, or now and then a plain one in a log. */
export class NativeProgressLines {
  readonly #screen: Screen;
  readonly #line: LiveLine;
  #printed = '';
  #printedAt = -Infinity;

  constructor(screen: Screen) {
    this.#screen = screen;
    this.#line = new LiveLine(screen);
  }

  readonly show = ({ phase, what, done, total }: NativeProgress): void => {
    const title = `${VERBS[phase]} ${what}`;
    const amount = total === 0 ? [] : [`${formatBytes(done)} of ${formatBytes(total)}`];
    if (this.#screen.isLive) {
      const bar = total === 0 ? [] : [renderBar(done / total, BAR, this.#screen.style)];
      this.#line.update((columns) => [...bar, ...amount, title].join('  ').slice(0, columns - 1));
      return;
    }
    const now = performance.now();
    if (title === this.#printed && now - this.#printedAt < SECONDS_BETWEEN_LINES * 1000) return;
    this.#screen.print([title, ...(total === 0 ? [] : [formatPercent(done / total, 0), ...amount])].join('  '));
    this.#printed = title;
    this.#printedAt = now;
  };

  /** Takes the live line away. */
  end(): void {
    this.#line.clear();
  }
}
