import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findCircles } from '../support/findCircles';

const source = fileURLToPath(new URL('../../packages/react/src', import.meta.url));

/** The rooms that a room may import from, besides itself and the files that lie beside the rooms. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  // Words and number formats.
  messages: [],
  // Hooks that belong to no single component.
  hooks: [],
  // Markup that several components share.
  elements: ['messages'],
  // Components that show plain data and have no parts of their own.
  views: ['elements', 'messages'],
  // A cell shows its faces in a view.
  confusion: ['elements', 'messages', 'views'],
  // Parts that a page composes, and that the components below are made of.
  parts: ['elements', 'hooks', 'messages'],
  // Expressions of faces over time.
  timeline: ['elements', 'hooks', 'messages'],
  // Its recordings are shown as a timeline.
  classifier: ['elements', 'hooks', 'messages', 'parts', 'timeline'],
  training: ['confusion', 'elements', 'hooks', 'messages'],
  teaching: ['classifier', 'elements', 'hooks', 'messages', 'parts', 'training'],
  report: ['confusion', 'elements', 'messages', 'training', 'views'],
  // The classifier as a custom element.
  element: ['classifier', 'messages'],
  // Lists of the names that a subpath of the package makes public.
  entries: ['confusion', 'elements', 'messages', 'timeline'],
};

interface ImportEdge {
  readonly file: string;
  readonly target: string;
}

const IMPORT = /(?:^|\n)\s*(?:import|export)(?:\s+type)?\s[^;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)/g;

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.tsx?$/.test(path));

/** The name of the folder that a file lies in; undefined for a file beside the rooms. */
function roomOf(path: string): string | undefined {
  return path.includes('/') ? path.split('/')[0] : undefined;
}

function importsOf(file: string): readonly ImportEdge[] {
  return [...readFileSync(join(source, file), 'utf8').matchAll(IMPORT)].map((match) => ({
    file,
    target: match[1] ?? match[2]!,
  }));
}

/** The source file that an import leads to; undefined for a package. */
function resolve({ file, target }: ImportEdge): string | undefined {
  const path = relative(source, join(source, file, '..', target)).replaceAll('\\', '/');
  return target.startsWith('.') ? files.find((known) => known === `${path}.ts` || known === `${path}.tsx`) : undefined;
}

const edges = files.flatMap(importsOf);

describe('the components import in one direction', () => {
  test('every room is in the table', () => {
    const rooms = new Set(files.map(roomOf).filter((room) => room !== undefined));
    expect([...rooms].sort()).toEqual(Object.keys(allowed).sort());
  });

  test('a room imports only from the rooms in its line', () => {
    const wrong = edges.filter((edge) => {
      const [room, target] = [roomOf(edge.file), resolve(edge)];
      const targetRoom = target === undefined ? undefined : roomOf(target);
      if (target === 'index.ts') return true;
      return room !== undefined && targetRoom !== undefined && targetRoom !== room
        ? !allowed[room]!.includes(targetRoom)
        : false;
    });
    expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
  });

  test('files beside the rooms import no room, but for the public index', () => {
    const wrong = edges.filter(
      (edge) => roomOf(edge.file) === undefined && edge.file !== 'index.ts' && resolve(edge) !== undefined,
    );
    expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
  });

  test('no files import each other in a circle, types included', () => {
    const graph = new Map(files.map((file) => [file, importsOf(file).flatMap((edge) => resolve(edge) ?? [])]));
    expect(findCircles(graph)).toEqual([]);
  });

  test('every relative import leads to a file', () => {
    // A style sheet as text is no module.
    const modules = edges.filter(({ target }) => target.startsWith('.') && !target.endsWith('.css?inline'));
    const lost = modules.filter((edge) => resolve(edge) === undefined);
    expect(lost.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
  });

  test('core and the engine are imported for their values by import() only, but for errors and numbers', () => {
    const atOnce = files.flatMap((file) =>
      [
        ...readFileSync(join(source, file), 'utf8').matchAll(
          /(?:^|\n)\s*(?:import|export)\s(?!type\b)[^;]*?from\s+'(@[^']+)'/g,
        ),
      ]
        .map((match) => match[1]!)
        .filter((name) => name !== '@ferkit/core/metrics')
        // Loaded on demand itself, with data at hand.
        .filter(() => file !== 'training/DataNotes.tsx')
        .map((name) => `${file} -> ${name}`),
    );
    expect(atOnce).toEqual([]);
  });
});

test('importing ferkit does nothing: no file has a statement that runs on its own', () => {
  const acting = files.filter((file) =>
    /^(?:await |void |[a-zA-Z_.]+\()/m.test(readFileSync(join(source, file), 'utf8')),
  );
  expect(acting).toEqual([]);
});
