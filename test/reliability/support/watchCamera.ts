import type { Page } from 'playwright';

/**
 * Uses the component as a visitor would: opens it, starts the camera, waits for some frames, and leaves.
 * @returns once the component is gone and the camera is off
 */
export async function watchCamera(page: Page, frames: number, inWorker: boolean): Promise<void> {
  const { frames: before } = await page.evaluate(() => window.ferkitTest.held());
  await page.evaluate((worker) => window.ferkitTest.mount(worker), inWorker);
  await page.getByRole('button', { name: 'Start camera' }).click({ timeout: 120_000 });
  await page.waitForFunction((count) => window.ferkitTest.held().frames >= count, before + frames, {
    timeout: 60_000 + frames * 5_000,
  });
  await page.evaluate(() => window.ferkitTest.unmount());
  await page.waitForFunction(() => window.ferkitTest.held().tracks === 0);
}
