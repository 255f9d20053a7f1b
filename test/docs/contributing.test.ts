import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { allowedRooms } from '../core/support/allowedRooms';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');

/** The rows of the table under a heading, without its head. */
function tableUnder(heading: string): string[] {
  const section = text.slice(text.indexOf(`## ${heading}`)).split('\n## ')[0]!;
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2);
}

/** Paths in backticks: `models/ferCnn.ts`, `kernels/wasm/`. Patterns such as `use*.ts` are no paths. */
const pathsIn = (row: string): string[] =>
  [...row.matchAll(/`([\w.-]+\/[\w./-]*|\w+\.ts)`/g)].map((match) => match[1]!);

/** All rooms that a room reaches over others. */
const reachedBy = (room: string): readonly string[] =>
  (allowedRooms[room] ?? []).flatMap((next) => [next, ...reachedBy(next)]);

/** The picture of the rooms: an arrow from a room to each that it imports and does not also reach over another. */
function drawRooms(): string {
  const arrows = Object.entries(allowedRooms).flatMap(([room, nexts]) => {
    const farther = new Set(nexts.flatMap(reachedBy));
    return nexts.filter((next) => !farther.has(next)).map((next) => `  ${room} --> ${next}`);
  });
  return ['```mermaid', 'flowchart TD', ...arrows, '```'].join('\n');
}

const standsAt = (path: string): boolean =>
  [root, join(root, 'packages/core/src')].some((base) => existsSync(join(base, path)));

describe('CONTRIBUTING', () => {
  test('every file that the map names exists', () => {
    const paths = tableUnder('I want to … → open').flatMap(pathsIn);
    expect(paths.length).toBeGreaterThan(40);
    expect(paths.filter((path) => !standsAt(path))).toEqual([]);
  });

  test('the picture of the rooms shows the imports that are allowed', () => {
    const [drawn] = /^```mermaid\n[^]*?^```$/m.exec(text) ?? [];
    expect(drawn).toBe(drawRooms());
  });

  test('the table of rooms names each room of core, and no other', () => {
    const entries = readdirSync(join(root, 'packages/core/src'), { withFileTypes: true });
    const rooms = entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${name}/`);
    const named = tableUnder('The way through the house').map((row) => pathsIn(row)[0]!);
    // The bundled model's entry is no room: one file beside a generated one.
    expect(named.toSorted()).toEqual(rooms.filter((room) => room !== 'pretrained/').toSorted());
  });
});
