import { chromium } from 'playwright';
import { chromiumArguments } from '../../../scripts/chromiumArguments.mjs';
import { findChromium } from '../../../scripts/findChromium.mjs';
import { serveFolder } from './serveFolder';

/** The outcome of a page. */
export interface PageOutcome {
  /** The value that the page wrote to `document.body.dataset.result`. */
  readonly result: unknown;
  /** Uncaught errors, and errors and warnings of the console. */
  readonly complaints: readonly string[];
  /** Addresses that the page requested from other hosts. */
  readonly foreign: readonly string[];
}

/** Options for opening a page. */
interface Circumstances {
  /** Headers of each response. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Value of navigator.hardwareConcurrency. @default the machine's */
  readonly cores?: number;
  /** Query string of the page's address, without the question mark. */
  readonly search?: string;
  /** Timeout in milliseconds. @default 60000 */
  readonly patience?: number;
}

/**
 * Serves a folder, opens its index.html in Chromium and waits for its result.
 */
export async function openPage(
  folder: string,
  { headers, ...circumstances }: Circumstances = {},
): Promise<PageOutcome> {
  const { origin, stop } = await serveFolder(folder, headers === undefined ? {} : { headers });
  try {
    return await visit(origin, circumstances);
  } finally {
    stop();
  }
}

/** Opens an address in Chromium and waits for the page's result. */
export async function visit(
  origin: string,
  { cores, search = '', patience = 60_000 }: Omit<Circumstances, 'headers'> = {},
): Promise<PageOutcome> {
  const browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumArguments });
  try {
    const page = await browser.newPage();
    if (cores !== undefined) {
      await page.addInitScript((value) => Object.defineProperty(navigator, 'hardwareConcurrency', { value }), cores);
    }
    const complaints: string[] = [];
    const foreign: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      const where = message.location().url;
      if (['error', 'warning'].includes(message.type())) complaints.push(`${message.text()} (${where})`);
    });
    page.on('request', (request) => {
      if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(origin)) foreign.push(request.url());
    });
    await page.goto(search === '' ? origin : `${origin}/?${search}`);
    try {
      await page.waitForFunction(() => document.body.dataset.result !== undefined, undefined, { timeout: patience });
    } catch (error) {
      throw new Error(`the page gave no result: ${complaints.join('\n')}`, { cause: error });
    }
    const result = await page.evaluate(() => document.body.dataset.result!);
    return { result: JSON.parse(result) as unknown, complaints, foreign };
  } finally {
    await browser.close();
  }
}
