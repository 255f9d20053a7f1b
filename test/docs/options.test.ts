import { isDeepStrictEqual } from 'node:util';
import { runInNewContext } from 'node:vm';
import { beforeAll, expect, test } from 'vitest';
import * as core from '@ferkit/core';
import * as exchange from '@ferkit/core/exchange';
import * as worker from '@ferkit/core/worker';
import { readTables, readVerbs, type Table, type Verb, writeReference } from './optionsReference';

let tables: readonly Table[];
let verbs: readonly Verb[];
beforeAll(async () => {
  tables = await readTables();
  verbs = readVerbs(tables);
});

test('docs/options.md is what `npm run docs:options` writes', async () => {
  await expect(await writeReference(verbs)).toMatchFileSnapshot('../../docs/options.md');
});

test('every public function stands in it, with the table of its options', () => {
  const isClass = (value: unknown): boolean => /^class\b/.test(String(value));
  const names = Object.entries({ ...core, ...exchange, ...worker })
    .filter(([, value]) => typeof value === 'function' && !isClass(value))
    .map(([name]) => name);
  expect(names.filter((name) => !verbs.some((verb) => verb.name === name))).toEqual([]);
  expect(names.length).toBeGreaterThan(50);
  const withoutTable = verbs.filter(({ hasOptions, table }) => hasOptions && table === undefined);
  expect(withoutTable.map(({ name }) => name)).toEqual([]);
});

test('the options of a classifier in a worker have the defaults of one on the page', () => {
  const defaultsOf = (table: string): Readonly<Record<string, unknown>> =>
    Object.fromEntries(
      tables.find(({ name }) => name === table)!.options.map(({ name, rule }) => [name, rule.default ?? null]),
    );
  const { backend, faces, threshold } = defaultsOf('createClassifierTable');
  expect(defaultsOf('workerClassifierTable')).toMatchObject({ backend, faces, threshold });
});

/** Options that need no sentence: their names say it. */
const PLAIN = ['signal', 'seed'];

test('every option has a sentence or a default that explains it', () => {
  const silent = tables.flatMap(({ name, options }) =>
    options
      .filter((option) => !PLAIN.includes(option.name) && option.about === '' && option.documented === undefined)
      .map((option) => `${name}.${option.name}`),
  );
  expect(silent).toEqual([]);
});

/** `@default` texts that tell in words what cannot be written as a value. */
const isValue = (text: string): boolean => /^['[{]|^-?[\d.]+$|^(true|false|null)$/.test(text);

test('the defaults of the docs are those of the tables', () => {
  const different = tables.flatMap(({ name, options }) =>
    options.flatMap(({ name: option, rule, documented }) => {
      const title = `${name}.${option}`;
      if (!('default' in rule)) {
        return documented !== undefined && isValue(documented) ? [`${title}: docs ${documented}, table none`] : [];
      }
      if (documented === undefined) return [`${title}: docs none, table ${JSON.stringify(rule.default)}`];
      if (!isValue(documented)) return [];
      const value: unknown = JSON.parse(JSON.stringify(runInNewContext(`(${documented})`)));
      const isSame = isDeepStrictEqual(value, JSON.parse(JSON.stringify(rule.default)));
      return isSame ? [] : [`${title}: docs ${documented}, table ${JSON.stringify(rule.default)}`];
    }),
  );
  expect(different).toEqual([]);
});
