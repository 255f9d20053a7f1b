import type { Page } from 'playwright';
import { chromium } from 'playwright';
import { chromiumArguments } from '../../../scripts/chromiumArguments.mjs';
import { findChromium } from '../../../scripts/findChromium.mjs';

/**
 * Opens a page in Chromium, chooses a picture in its classifier, and waits for a text.
 * @returns the errors and warnings of the page, and the addresses of other hosts that it asked for
 */
export async function visitStarter(origin: string, picture: string, text: string): Promise<readonly string[]> {
  return visitPage(origin, (page, complaints) => choose(page, picture, text, complaints));
}

/**
 * Opens a page in Chromium, whose camera shows a pattern, and does something there.
 * @returns the errors and warnings of the page, and the addresses of other hosts that it asked for
 */
export async function visitPage(
  address: string,
  act: (page: Page, complaints: readonly string[]) => Promise<void>,
): Promise<readonly string[]> {
  const camera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: [...chromiumArguments, ...camera],
  });
  try {
    const page = await browser.newPage();
    const complaints = watch(page, new URL(address).origin);
    await page.goto(address);
    await act(page, complaints);
    return complaints;
  } finally {
    await browser.close();
  }
}

/** Chooses a picture in the classifier of a page, which may be in a shadow root, and waits for a text. */
export async function choose(page: Page, picture: string, text: string, complaints: readonly string[]): Promise<void> {
  try {
    await page
      .locator('.ferkit input[type=file], ferkit-classifier input[type=file]')
      .first()
      .setInputFiles(picture, { timeout: 60_000 });
    await page.getByText(text).first().waitFor({ timeout: 60_000 });
  } catch (error) {
    throw new Error(`The page shows no "${text}": ${complaints.join('\n')}`, { cause: error });
  }
}

function watch(page: Page, origin: string): readonly string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('request', (request) => {
    const address = request.url();
    if (!/^(blob|data):/.test(address) && !address.startsWith(origin)) complaints.push(`asked ${address}`);
  });
  return complaints;
}
