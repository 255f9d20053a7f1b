// `npm run coverage`: line coverage of core by its tests in Node. vitest measures the test processes, Node the programs and threads that
// they start. Browser halves are excluded.
//   npm run coverage -- test/core/native        coverage by these tests alone
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { readReachedLines } from './readReachedLines.mjs';
import { runProgram } from './runStep.mjs';

const LEAST = 90;
const folder = resolve('.cache/coverage');
const ofChildren = join(folder, 'children');
const given = process.argv.slice(2);
const tests = given.length === 0 ? ['test/core'] : given;

/** The executable lines of a file, and whether each was reached. */
function linesOf({ s: hits, statementMap }) {
  const lines = new Map();
  for (const [id, { start }] of Object.entries(statementMap)) {
    lines.set(start.line, lines.get(start.line) === true || hits[id] > 0);
  }
  return [...lines];
}

rmSync(folder, { recursive: true, force: true });
const code = await runProgram(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'node', '--coverage', ...tests],
  { FERKIT_COVERAGE: ofChildren },
);
printReached();
process.exitCode ||= code;

function printReached() {
  const files = Object.values(JSON.parse(readFileSync(join(folder, 'coverage-final.json'), 'utf8')));
  const known = new Set(files.map(({ path }) => path));
  const elsewhere = existsSync(ofChildren) ? readReachedLines(ofChildren, (path) => known.has(path)) : new Map();
  // Gigabytes of raw coverage.
  rmSync(ofChildren, { recursive: true, force: true });
  const rows = files.map((file) => {
    const lines = linesOf(file);
    const others = lines.filter(([line, isReached]) => !isReached && elsewhere.get(file.path)?.has(line)).length;
    const missed = lines.filter(([, isReached]) => !isReached).length - others;
    return { file: relative('.', file.path), lines: lines.length, others, missed };
  });
  const sum = (field) => rows.reduce((total, row) => total + row[field], 0);
  const share = (100 * (sum('lines') - sum('missed'))) / sum('lines');
  console.log('Lines that no test reaches, where most are:');
  for (const { missed, lines, file } of rows.toSorted((a, b) => b.missed - a.missed).slice(0, 12)) {
    console.log(`  ${String(missed).padStart(3)} of ${String(lines).padStart(3)}  ${file}`);
  }
  console.log(
    `Reached: ${sum('lines') - sum('missed')} of ${sum('lines')} lines of core, ${share.toFixed(1)} %, ${sum('others')} of them in programs and threads alone`,
  );
  if (given.length > 0 || share >= LEAST) return;
  console.log(`That is less than ${LEAST} %.`);
  process.exitCode = 1;
}
