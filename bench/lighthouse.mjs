// `node bench/lighthouse.mjs [path ...]`: the four categories of Lighthouse for pages of the site, which `npm run site` builds before, in the
// settings of a phone. Lighthouse is fetched when this runs, because nothing else needs it.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromiumArguments } from '../scripts/chromiumArguments.mjs';
import { findChromium } from '../scripts/findChromium.mjs';
import { serveFolder } from './serveFolder.mjs';

const VERSION = '13.5.0';
const run = promisify(execFile);
const paths = process.argv.length > 2 ? process.argv.slice(2) : ['index.html', 'guides/camera.html'];
const folder = await mkdtemp(join(tmpdir(), 'lighthouse-'));
const { origin, stop } = await serveFolder(fileURLToPath(new URL('../site/dist', import.meta.url)), {}, true);
console.log(`Lighthouse ${VERSION}, emulated phone, throttling as by default`);
try {
  for (const [k, path] of paths.entries()) {
    const file = join(folder, `${k}.json`);
    const flags = ['--headless=new', ...chromiumArguments].join(' ');
    await run(
      'npx',
      [
        '--yes',
        `lighthouse@${VERSION}`,
        `${origin}/${path}`,
        '--output=json',
        `--output-path=${file}`,
        '--quiet',
        `--chrome-flags=${flags}`,
      ],
      {
        env: { ...process.env, CHROME_PATH: await findChromium() },
        maxBuffer: 1e8,
      },
    );
    const { categories, audits } = JSON.parse(await readFile(file, 'utf8'));
    console.log(
      path,
      Object.values(categories)
        .map(({ title, score }) => `${title} ${Math.round(100 * score)}`)
        .join(', '),
    );
    const failed = Object.values(categories)
      .flatMap(({ auditRefs }) => auditRefs)
      .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 0.9);
    for (const { id } of failed)
      console.log(`  ${audits[id].title}${audits[id].displayValue ? `: ${audits[id].displayValue}` : ''}`);
  }
} finally {
  stop();
  await rm(folder, { recursive: true });
}
