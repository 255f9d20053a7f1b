// Names the expressions in the photos of a folder, one line each:
//
//     node classify.mjs photos
import { createClassifier } from '@ferkit/core';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const [folder = 'photos'] = process.argv.slice(2);
const names = readdirSync(folder).filter((name) => /\.(png|jpe?g|webp|gif|bmp)$/i.test(name));

const classifier = await createClassifier();
const results = await classifier.classifyBatch(
  names.map((name) => join(folder, name)),
  { onUnreadable: (error) => console.error(error.message) },
);
names.forEach((name, index) => {
  const faces = results[index] ?? [];
  console.log(name, faces.map(({ label, score }) => `${label} ${(100 * score).toFixed(0)} %`).join(', ') || '-');
});
classifier.dispose();
