import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findCircles } from '../support/findCircles';
import { allowedRooms } from './support/allowedRooms';

const source = fileURLToPath(new URL('../../packages/core/src', import.meta.url));

/** Rooms from which a room imports types, and loads the rest on demand: a program that never needs that part does not load it. */
const onDemand: Readonly<Record<string, readonly string[]>> = {
  // The face detector, for photos. Datasets of cropped faces must not reach the tensor engine.
  datasets: ['faces'],
};

interface ImportEdge {
  readonly file: string;
  readonly room: string | undefined;
  readonly target: string;
  readonly typeOnly: boolean;
  /** The imported names, without those of types. */
  readonly names: readonly string[];
  readonly isDynamic: boolean;
}

const IMPORT = /(?:^|\n)\s*(import|export)(\s+type)?\s([^;]*?)from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)/g;

const namesOf = (clause: string): string[] =>
  (/\{([^}]*)\}/.exec(clause)?.[1] ?? clause)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '));

function roomOf(path: string): string | undefined {
  const [room, ...rest] = path.split('/');
  return rest.length === 0 ? undefined : room;
}

function importsOf(file: string): ImportEdge[] {
  const room = roomOf(file);
  return [...readFileSync(join(source, file), 'utf8').matchAll(IMPORT)].map((match) => ({
    file,
    room,
    target: match[4] ?? match[5]!,
    typeOnly: match[2] !== undefined,
    names: match[3] === undefined ? [] : namesOf(match[3]),
    isDynamic: match[5] !== undefined,
  }));
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.generated.ts'));
const edges = files.flatMap(importsOf);

const resolve = ({ file, target }: ImportEdge): string =>
  relative(source, join(source, file, '..', target)).replaceAll('\\', '/');

/** The source files that a file imports. */
function targetsOf(file: string): string[] {
  return importsOf(file)
    .filter(({ target }) => target.startsWith('.'))
    .map((edge) => [`${resolve(edge)}.ts`, `${resolve(edge)}.d.ts`].find((path) => files.includes(path)))
    .filter((path) => path !== undefined);
}

describe('the way through the house is one direction', () => {
  test('every room is in the table', () => {
    const rooms = new Set(files.map(roomOf).filter((room) => room !== undefined));
    expect([...rooms].filter((room) => !(room in allowedRooms))).toEqual([]);
  });

  test('a room imports only from rooms before it', () => {
    const wrong = edges
      .filter((edge) => edge.room !== undefined && edge.target.startsWith('.'))
      .map((edge) => ({ edge, target: resolve(edge) }))
      .filter(({ edge, target }) => {
        const room = roomOf(target);
        if (target.startsWith('..')) return false;
        // The command line uses the public API, and the modules for pages are all of it.
        if (target === 'index') return edge.room !== 'cli' && !edge.file.startsWith('entries/browser');
        const isTables = edge.names.length > 0 && edge.names.every((name) => name.endsWith('Table'));
        if (edge.room === 'cli' && isTables) return false;
        if (room === undefined || room === edge.room || allowedRooms[edge.room!]!.includes(room)) return false;
        return !((edge.typeOnly || edge.isDynamic) && onDemand[edge.room!]?.includes(room));
      });
    expect(wrong.map(({ edge, target }) => `${edge.file} -> ${target}`)).toEqual([]);
  });

  test('files beside the rooms import no room, but for the public index', () => {
    const wrong = edges.filter(
      (edge) =>
        edge.room === undefined && edge.file !== 'index.ts' && edge.target.startsWith('./') && roomOf(resolve(edge)),
    );
    expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
  });

  test('no files import each other in a circle, types included', () => {
    expect(findCircles(new Map(files.map((file) => [file, targetsOf(file)])))).toEqual([]);
  });

  test('numbers and files need no tensor engine', () => {
    const wrong = edges.filter(
      ({ room, target, typeOnly }) =>
        !typeOnly && target.startsWith('@tensorflow/') && ['platform', 'images', 'datasets', 'metrics'].includes(room!),
    );
    expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
  });

  test('only the halves of the seam and the command line import from Node', () => {
    const mayKnow = /^(cli\/|native\/|platform\/node\/|platform\/platform\.node|(backends|graphs)\/.*\.node\.ts$)/;
    const wrong = edges.filter(({ file, target }) => target.startsWith('node:') && !mayKnow.test(file));
    expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
  });
});

test('importing ferkit does nothing: no file has a statement that runs on its own', () => {
  const acting = files.filter((file) =>
    /^(?:await |void |[a-zA-Z_.]+\()/m.test(readFileSync(join(source, file), 'utf8')),
  );
  // Programs, which nothing imports, the evaluation of tfjs, and the modules for pages, which know the script of their worker.
  const programs = [
    'cli/main.ts',
    'entries/trainWorker.ts',
    'entries/packagedWorker.ts',
    'entries/browserWorker.ts',
    'tfjs/evaluateTfjs.node.ts',
  ];
  const modules = ['entries/browser.ts', 'entries/browserElementWorker.ts', 'entries/browserSingle.ts'];
  expect(acting.filter((file) => ![...programs, ...modules].includes(file))).toEqual([]);
});
