// The pictures of the front page: faces that ferkit draws, of nobody, so that they may be shown.
import { Buffer } from 'node:buffer';
import { mkdir } from 'node:fs/promises';
import { drawSyntheticFace } from '@ferkit/core/datasets';
import sharp from 'sharp';

/** Width and height of a portrait in pixels. */
const PORTRAIT_SIZE = 320;

/** Factors (R, G, B) that turn grey into a tone of skin. */
const tones = {
  fair: [1.14, 0.96, 0.86],
  olive: [1.1, 0.94, 0.76],
  brown: [1.16, 0.9, 0.72],
  dark: [1.12, 0.88, 0.74],
};

/** The drawn people: different ages, skins, hair and expressions. `expression` is drawn; the page shows the label that ferkit finds. */
export const portraits = [
  { expression: 'happy', seed: 5, tone: 'fair' },
  { expression: 'surprise', seed: 9, tone: 'brown' },
  { expression: 'angry', seed: 9, tone: 'dark' },
  { expression: 'fear', seed: 10, tone: 'olive' },
  { expression: 'sad', seed: 12, tone: 'olive' },
  { expression: 'neutral', seed: 14, tone: 'fair' },
  { expression: 'happy', seed: 7, tone: 'brown' },
  { expression: 'fear', seed: 4, tone: 'fair' },
  { expression: 'disgust', seed: 9, tone: 'dark' },
];

/** Portraits of the picture of a group, laid out as in a video call. */
const group = [0, 7, 6, 2];
const COLUMNS = 2;

/** Draws a portrait as R G B. */
function paint({ expression, seed, tone }) {
  const { pixels } = drawSyntheticFace(expression, { seed, size: PORTRAIT_SIZE });
  const factors = tones[tone];
  const colors = Buffer.alloc(pixels.length * 3);
  pixels.forEach((grey, k) => factors.forEach((factor, c) => (colors[3 * k + c] = Math.min(255, grey * factor))));
  return sharp(colors, { raw: { width: PORTRAIT_SIZE, height: PORTRAIT_SIZE, channels: 3 } });
}

/** Writes the pictures into a folder: `0.webp` and so on, and `group.webp`. */
export async function drawPortraits(folder) {
  await mkdir(folder, { recursive: true });
  for (const [k, portrait] of portraits.entries())
    await paint(portrait).webp({ quality: 82 }).toFile(`${folder}/${k}.webp`);
  const tiles = await Promise.all(
    group.map(async (k, place) => ({
      input: await paint(portraits[k]).png().toBuffer(),
      left: (place % COLUMNS) * (PORTRAIT_SIZE + 8),
      top: Math.floor(place / COLUMNS) * (PORTRAIT_SIZE + 8),
    })),
  );
  const [width, height] = [COLUMNS, group.length / COLUMNS].map((count) => count * (PORTRAIT_SIZE + 8) - 8);
  await sharp({ create: { width, height, channels: 3, background: '#20242b' } })
    .composite(tiles)
    .webp({ quality: 82 })
    .toFile(`${folder}/group.webp`);
}
