import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * A figure of a bench; lower is better. `target` is the most that `ours` should be.
 * @typedef {{ what: string, unit: string, ours: number, target?: number, peers?: Record<string, number> }} Cell
 * @typedef {{ date: string, commit: string, machine: string, versions: Record<string, string>, cells: Cell[] }} Result
 */

/**
 * Hands the figures of a bench to `npm run bench`, which keeps them. A bench that is run by itself only prints.
 * @param {Cell[]} cells
 * @param {Record<string, string | undefined>} versions - of ferkit's peers, by name
 */
export function recordResult(cells, versions = {}) {
  const file = process.env.FERKIT_BENCH_RESULT;
  if (file === undefined) return;
  const known = Object.entries(versions).filter(([, version]) => version !== undefined);
  /** @type {Result} */
  const result = {
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
    machine: describeMachine(),
    versions: { Node: process.versions.node, ...Object.fromEntries(known) },
    cells: cells.map((cell) => ({ ...cell, ours: round(cell.ours), ...roundPeers(cell) })),
  };
  writeFileSync(file, JSON.stringify(result));
}

/** How many times more each peer takes. */
export const ratiosOf = ({ ours, peers = {} }) =>
  Object.fromEntries(Object.entries(peers).map(([name, theirs]) => [name, round(theirs / ours)]));

/** The version of a package in a folder of .cache, or of a development dependency. */
export function versionOf(name, folder = '.') {
  const path = join(root, folder, 'node_modules', name, 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version : undefined;
}

const roundPeers = ({ peers }) =>
  peers === undefined
    ? {}
    : { peers: Object.fromEntries(Object.entries(peers).map(([name, theirs]) => [name, round(theirs)])) };

/** Three digits. */
const round = (number) => Number(number.toPrecision(3));

function describeMachine() {
  const [{ model }] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} x ${model.trim()}, ${gigabytes} GB, ${process.platform}`;
}
