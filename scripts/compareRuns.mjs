// Prints a table of training runs from the report.json and history.csv in their folders.
//
//     node scripts/compareRuns.mjs docs/bst261/seed-*
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const percent = (share) => `${(share * 100).toFixed(2)} %`;

/** The epochs of a run as records. */
async function readHistory(folder) {
  const [header, ...rows] = (await readFile(join(folder, 'history.csv'), 'utf8')).trim().split('\n');
  const names = header.split(',');
  return rows.map((row) => Object.fromEntries(row.split(',').map((value, place) => [names[place], Number(value)])));
}

const rows = [];
for (const folder of process.argv.slice(2)) {
  const history = await readHistory(folder);
  const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
  const best = history.reduce((a, b) => (b.validation_accuracy > a.validation_accuracy ? b : a));
  const last = history.at(-1);
  rows.push([
    basename(folder),
    `${percent(best.validation_accuracy)} (${best.epoch})`,
    best.validation_loss.toFixed(3),
    `${percent(last.train_accuracy)}, ${percent(last.validation_accuracy)}, ${last.validation_loss.toFixed(2)}`,
    percent(report.accuracy),
    percent(report.withoutTrainingCopies.accuracy),
    percent(report.macroF1),
  ]);
}
const head = [
  'run',
  'best validation (epoch)',
  'its loss',
  'last epoch: train, validation, loss',
  'test',
  'test without copies',
  'macro F1',
];
for (const row of [head, head.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`);
