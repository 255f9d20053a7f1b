import { chromium } from 'playwright';
import { chromiumArguments } from '../../../scripts/chromiumArguments.mjs';
import { findChromium } from '../../../scripts/findChromium.mjs';
import { serveFolder } from './serveFolder';

/** What a page came to. */
export interface PageOutcome {
  /** What the program of the page wrote into `document.body.dataset.result`. */
  readonly result: unknown;
  /** Uncaught errors and what was printed as an error or warning. */
  readonly complaints: readonly string[];
  /** Addresses of other hosts that the page asked for something. */
  readonly foreign: readonly string[];
}

/** What a page is opened under. */
interface Circumstances {
  /** Of each answer of the server. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How many the browser tells the page of. @default as many as there are */
  readonly cores?: number;
  /** What the page is asked for, behind the question mark of its address. */
  readonly search?: string;
  /** How long its program may take, in milliseconds. @default 60000 */
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

/** Opens an address that is being served and waits for the result of its program. */
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
