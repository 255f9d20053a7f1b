// `npm run pictures`: takes the pictures of README and docs from stories, in Chromium, so that they show the components as they are. The
// people in them are drawn. Storybook must have been built: `npm run build-storybook`.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import sharp from 'sharp';
import { serveFolder } from '../bench/serveFolder.mjs';
import { chromiumArguments } from './chromiumArguments.mjs';
import { findChromium } from './findChromium.mjs';

/** The pictures: name, story, and width of the page in CSS pixels. */
const PICTURES = [
  ['classifier', 'components-emotionclassifier--several-faces', 900],
  ['confusion-matrix', 'components-confusionmatrix--share-of-true-label', 900],
  ['timeline', 'components-expressiontimeline--areas', 900],
  ['teaching', 'components-teachingpanel--tried-live', 1100],
];
/** Colours of a picture: enough for flat surfaces, in a fifth of the bytes. */
const COLOURS = 128;

const folder = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
mkdirSync(folder, { recursive: true });
const { origin, stop } = await serveFolder(fileURLToPath(new URL('../stories/dist', import.meta.url)));
const browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumArguments });
try {
  for (const [name, story, width] of PICTURES) {
    const page = await browser.newPage({
      viewport: { width, height: 900 },
      colorScheme: 'light',
      reducedMotion: 'reduce',
    });
    await page.goto(`${origin}/iframe.html?id=${story}&viewMode=story`);
    const shown = page.locator('#storybook-root .ferkit').first();
    await shown.waitFor({ timeout: 60_000 });
    // Fonts, and what the story's play function does.
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(2000);
    // A ring around what the play function used last is no part of the picture.
    await page.evaluate('document.activeElement?.blur()');
    const picture = await shown.screenshot({ animations: 'disabled' });
    const { size } = await sharp(picture).png({ palette: true, colours: COLOURS }).toFile(`${folder}${name}.png`);
    console.log(`docs/pictures/${name}.png  ${Math.round(size / 1000)} kB`);
    await page.close();
  }
} finally {
  await browser.close();
  stop();
}
