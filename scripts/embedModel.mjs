// Writes the bundled model's files as a TypeScript module, so that bundlers, workers and offline pages include it like any other
// code: no asset path to configure, no request.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { packNumbers } from './sharedFiles.mjs';

const folder = new URL('../packages/core/pretrained/', import.meta.url);
const target = new URL('../packages/core/src/pretrained/bundledModel.generated.ts', import.meta.url);

const weightsName = readdirSync(folder).find((name) => /^weights\.[0-9a-f]{8}\.bin$/.test(name));
const constants = {
  modelJson: readFileSync(new URL('model.json', folder), 'utf8'),
  weightsName,
  weights: packNumbers(readFileSync(new URL(weightsName, folder))),
};
const lines = Object.entries(constants).map(
  ([name, value]) => `export const ${name}: string = ${JSON.stringify(value)};\n`,
);
writeFileSync(target, `// Made by scripts/embedModel.mjs from packages/core/pretrained.\n${lines.join('')}`);
