// Measures the bundled model, and writes the figures between the two marks of packages/core/MODEL_CARD.md and the report of the stories.
//   node scripts/writeModelCard.mjs fer2013.csv.gz [backend]
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { evaluate, loadModel, openDataset, reportToMarkdown } from '@ferkit/core';

const [path, backend = 'wasm'] = process.argv.slice(2);
if (path === undefined) {
  console.error('Usage: node scripts/writeModelCard.mjs <fer2013.csv or .csv.gz> [backend]');
  process.exit(2);
}
const card = new URL('../packages/core/MODEL_CARD.md', import.meta.url);
const reportOfStories = new URL('../stories/fixtures/bundledReport.json', import.meta.url);
const files = new URL('../packages/core/pretrained/', import.meta.url);

const data = await openDataset(path);
const trainingSet = data.selectSplit('train');
const model = await loadModel({ backend });
const measure = (split, options) => evaluate(model, data.selectSplit(split), { trainingSet, ...options });

const percent = (share) => `${(share * 100).toFixed(2)} %`;
const row = (name, { accuracy, macroF1, ece, samples }) =>
  `| ${name} | ${samples.toLocaleString('en')} | ${percent(accuracy)} | ${percent(macroF1)} | ${ece.toFixed(3)} |`;

const rows = [];
let report;
for (const [split, name] of [
  ['validation', 'PublicTest, on which epoch and calibration were chosen'],
  ['test', 'PrivateTest'],
]) {
  for (const views of split === 'test' ? [1, 2, 10] : [1]) {
    const isReported = split === 'test' && views === 1;
    const measured = await measure(split, { views, ...(isReported && { corruptions: 'standard' }) });
    const how = views === 1 ? '' : `, ${views} views an image`;
    rows.push(
      row(`${name}${how}`, measured),
      row('– without copies of training images', measured.withoutTrainingCopies),
    );
    if (isReported) report = measured;
  }
}
const bytes = readdirSync(files).reduce((sum, name) => sum + statSync(new URL(name, files)).size, 0);
const { parameters } = model.cost;

const figures = [
  `${parameters.toLocaleString('en')} parameters, ${(bytes / 1e6).toFixed(2)} MB on disk; measured on ${model.backend.name}.`,
  '',
  '| split | images | accuracy | macro F1 | ECE |',
  '| --- | ---: | ---: | ---: | ---: |',
  ...rows,
  '',
  'The whole report on PrivateTest, one view an image:',
  '',
  reportToMarkdown(report).replaceAll(/^#/gm, '###').trim(),
].join('\n');

const [before, , after] = readFileSync(card, 'utf8').split(/<!-- figures -->|<!-- \/figures -->/);
writeFileSync(card, `${before}<!-- figures -->\n\n${figures}\n\n<!-- /figures -->${after}`);
writeFileSync(reportOfStories, `${JSON.stringify(report, null, 2)}\n`);
console.log(figures);
model.dispose();
