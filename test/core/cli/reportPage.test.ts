import { chromium, type Browser, type Page } from 'playwright';
import { link, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '#core/cli/main';
import { PAGE_LANGUAGES, renderReportPage } from '#core/cli/reportPage/renderReportPage';
import { type EvaluationReport, parseReport } from '@ferkit/core/metrics';
import { chromiumArguments } from '../../../scripts/chromiumArguments.mjs';
import { findChromium } from '../../../scripts/findChromium.mjs';
import bundled from '../../../stories/fixtures/bundledReport.json';
import history from '../../../stories/fixtures/exampleHistory.json';
import { LOCALES } from '@ferkit/react';
import earlier from '../../../stories/fixtures/earlierReport.json';
import { exampleReport } from '../evaluation/exampleReport';
import { createTestHost } from './support/createTestHost';

let room: string;
let browser: Browser;
const inRoom = (name: string): string => join(room, name);

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-page-'));
  browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumArguments });
});
afterAll(async () => {
  await browser.close();
  await rm(room, { recursive: true, force: true });
});

async function run(...args: string[]) {
  const host = createTestHost();
  const code = await main(args, host);
  return { code, ...host.written };
}

interface Opened {
  readonly page: Page;
  /** Errors and warnings, refused scripts among them. */
  readonly complaints: readonly string[];
  /** Requested addresses besides the file itself. */
  readonly requested: readonly string[];
}

/** Opens a file in Chromium as from a disk, without network. */
async function open(name: string, javaScriptEnabled = true): Promise<Opened> {
  const context = await browser.newContext({ offline: true, javaScriptEnabled });
  const page = await context.newPage();
  const address = pathToFileURL(inRoom(name)).href;
  const complaints: string[] = [];
  const requested: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (request.url() !== address) requested.push(request.url());
  });
  await page.goto(address);
  return { page, complaints, requested };
}

const writeReport = async (
  name: string,
  report: EvaluationReport,
  options: Parameters<typeof renderReportPage>[1] = {},
): Promise<void> => writeFile(inRoom(name), await renderReportPage(report, { history, ...options }));

/** The names of the sections. */
const headingsOf = (page: Page): Promise<readonly string[]> => page.getByRole('heading').allTextContents();

const sections = [
  'Evaluation',
  'Scores by label',
  'Confusion matrix',
  'Samples by label',
  'Reliability',
  'Robustness',
  'Training',
];

describe('the page of a report', () => {
  beforeAll(() => writeReport('bundled.html', parseReport(bundled)));

  test('opens from a disk without any request, and its charts answer the pointer', async () => {
    const { page, complaints, requested } = await open('bundled.html');
    expect(await page.title()).toBe('Evaluation of fer-cnn on fer2013/test');
    expect(await headingsOf(page)).toEqual(sections);
    expect(await page.locator('.ferkit-headline dd').first().textContent()).toBe(
      '71.2%95% interval 69.7% to 72.6%69.4% without copies of training images',
    );
    // Only a page whose program runs does these.
    await page.getByRole('button', { name: 'Without copies' }).click();
    await page.getByText('3,301 samples whose image is not also in the training set.').waitFor();
    await page.getByLabel('Show').first().selectOption({ label: 'Counts' });
    await page.getByRole('gridcell', { name: /^happy predicted correctly/ }).hover();
    await page.getByText(/^happy predicted correctly: /).waitFor();
    expect(complaints).toEqual([]);
    expect(requested).toEqual([]);
    await page.context().close();
  });

  test('saves the matrix as a picture', async () => {
    const { page, complaints } = await open('bundled.html');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as PNG' }).click(),
    ]);
    const bytes = await readFile(await download.path());
    expect(bytes.toString('latin1', 1, 4)).toBe('PNG');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('shows all of it without JavaScript too', async () => {
    const { page } = await open('bundled.html', false);
    expect(await headingsOf(page)).toEqual(sections);
    expect(await page.getByRole('row', { name: /^happy 88\.6% 90\.8% 89\.7% 879$/ }).isVisible()).toBe(true);
    expect(await page.getByRole('img', { name: /^Noise, σ 20: / }).isVisible()).toBe(true);
    await page.context().close();
  });

  test('is in the languages of the components, right to left too, and compares with an earlier report', async () => {
    expect(PAGE_LANGUAGES).toEqual(LOCALES);
    await writeReport('ar.html', parseReport(bundled), { language: 'ar', compareWith: parseReport(earlier) });
    const { page, complaints, requested } = await open('ar.html');
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    expect(await page.title()).toBe('التقييم: fer-cnn, fer2013/test');
    expect((await headingsOf(page))[0]).toBe('التقييم');
    expect(await page.locator('.ferkit-headline dd').first().textContent()).toMatch(/\+8\.4\)/);
    // Only a page whose program runs does this.
    await page.getByRole('button', { name: 'بلا نسخ' }).click();
    expect(complaints).toEqual([]);
    expect(requested).toEqual([]);
    await page.context().close();
  });

  test('lists the mistakes of a report that has them', async () => {
    const mistakes = [{ sample: 1, row: 9, label: 'sad', predicted: 'happy', confidence: 0.9, labelScore: 0.02 }];
    await writeReport('mistakes.html', { ...parseReport(bundled), mistakes });
    const { page, complaints } = await open('mistakes.html', false);
    expect(await page.getByRole('row', { name: 'row 9 sad 2% happy 90%' }).isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('runs nothing that names of labels and data say', async () => {
    const hostile = [
      '</script><script>document.title = "taken"</script>',
      '<img src=x onerror="document.title = \'taken\'">',
      '<!--<script>',
      '"><svg onload=alert(1)>',
    ];
    await writeReport('hostile.html', { ...exampleReport(hostile), dataset: `</title>${hostile[0]}&lt;` });
    const { page, complaints, requested } = await open('hostile.html');
    expect(await page.title()).toBe(`Evaluation of fer-cnn on </title>${hostile[0]}&lt;`);
    await page.getByRole('button', { name: 'Without copies' }).click();
    const scores = page.getByRole('table', { name: 'Scores by label' });
    for (const name of hostile) await scores.getByRole('rowheader', { name, exact: true }).waitFor();
    expect(await page.locator('script').count()).toBe(2);
    expect(complaints).toEqual([]);
    expect(requested).toEqual([]);
    await page.context().close();
  });
});

describe('ferkit evaluate --html', () => {
  const evaluate = (...args: string[]) =>
    run('evaluate', '--synthetic', '--count', '24', '--split', 'all', '--backend', 'cpu', ...args);

  test('writes the page beside the report on the terminal, and names the file', async () => {
    const file = inRoom('new folder/report.html');
    const { code, out, error } = await evaluate('--html', file);
    expect({ code, error }).toEqual({ code: 0, error: `Wrote ${file}.\n` });
    expect(out).toContain('accuracy');
    expect(await readFile(file, 'utf8')).toMatch(/^<!doctype html>/);
    expect(await readdir(inRoom('new folder'))).toEqual(['report.html']);
  });

  test('writes it beside another format, with the same figures', async () => {
    const [page, json] = [inRoom('both.html'), inRoom('both.json')];
    const { error } = await evaluate('--html', page, '--out', json);
    expect(error).toBe(`Wrote ${page}.\nWrote ${json}.\n`);
    const [, data] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(await readFile(page, 'utf8'))!;
    expect((JSON.parse(data!) as { report: unknown }).report).toEqual(JSON.parse(await readFile(json, 'utf8')));
  });

  test('compares with the report of another file, and says which file is none', async () => {
    const [before, page] = [inRoom('before.json'), inRoom('compared.html')];
    await writeFile(before, JSON.stringify(bundled));
    const { code } = await evaluate('--html', page, '--compare', before, '--lang', 'de');
    expect(code).toBe(0);
    expect(await readFile(page, 'utf8')).toMatch(/<html lang="de" dir="ltr">.*im früheren Bericht/s);
    await writeFile(inRoom('none.json'), '{}');
    for (const [name, reason] of [
      ['none.json', 'as --out report.json writes one'],
      ['absent.json', 'there is no file'],
    ] as const) {
      const refused = await evaluate('--html', inRoom('refused.html'), '--compare', inRoom(name));
      expect(refused).toMatchObject({ code: 1, error: expect.stringContaining(inRoom(name)) as string });
      expect(refused.error).toContain(reason);
    }
    expect(await evaluate('--compare', before)).toMatchObject({
      code: 2,
      error: expect.stringContaining('--compare is for the page of --html.') as string,
    });
    expect(await readdir(room)).not.toContain('refused.html');
  });

  test('takes files that end in .html only, and none that the command reads', async () => {
    expect(await evaluate('--html', inRoom('report.json'))).toMatchObject({
      code: 2,
      error: expect.stringContaining('--html takes a file that ends in .html or .htm') as string,
    });
    expect(await evaluate('--html', '-')).toMatchObject({
      code: 2,
      error: expect.stringContaining('--html takes a file, not standard output.') as string,
    });
    await writeFile(inRoom('data.csv'), 'emotion,pixels\n');
    await link(inRoom('data.csv'), inRoom('data.html'));
    const { code, error } = await run('evaluate', '--data', inRoom('data.csv'), '--html', inRoom('data.html'));
    expect(code).toBe(2);
    expect(error).toContain('is a file that this command reads: choose another name.');
    expect(await readFile(inRoom('data.csv'), 'utf8')).toBe('emotion,pixels\n');
  });
});
