import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import * as ferkit from '@ferkit/core';
import { readSources } from '../support/readSources';

const entry = fileURLToPath(new URL('../../packages/core/src/index.ts', import.meta.url));
const { checker, exportsOf, textOf, tagsOf } = readSources([entry]);
const exported = exportsOf(entry);

describe('the public surface is documented', () => {
  test('every export says what it promises', () => {
    expect(exported.length).toBeGreaterThan(50);
    expect(exported.filter((symbol) => textOf(symbol) === '').map(({ name }) => name)).toEqual([]);
  });

  test('every verb has an example', () => {
    const verbs = exported.filter(
      ({ flags, name }) =>
        (flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable)) !== 0 &&
        typeof ferkit[name as keyof typeof ferkit] === 'function',
    );
    expect(verbs.length).toBeGreaterThan(15);
    expect(verbs.filter((symbol) => tagsOf(symbol, 'example').length === 0).map(({ name }) => name)).toEqual([]);
  });

  test('every error code that an export names exists', () => {
    const codes = new Set(
      checker
        .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(exported.find(({ name }) => name === 'ErrorDetails')!))
        .map(({ name }) => name),
    );
    const named = exported.flatMap((symbol) =>
      tagsOf(symbol, 'throws').flatMap((text) =>
        [...text.matchAll(/\b[A-Z]+_[A-Z_]+\b/g)].map(([code]) => ({ name: symbol.name, code })),
      ),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(({ code }) => !codes.has(code))).toEqual([]);
  });
});

/** `@default` texts that tell in words what cannot be written as a value. */
const IN_WORDS = /^(the |does nothing|48 x 48|those of)/;

describe('the defaults that the docs name are those of the code', () => {
  const constants = exported.filter(({ name }) => name.endsWith('Defaults') && name in ferkit);

  test.each(constants.map((symbol) => [symbol.name, symbol] as const))('%s', (name, symbol) => {
    const actual = ferkit[name as keyof typeof ferkit] as unknown as Readonly<Record<string, unknown>>;
    const type = checker.getTypeOfSymbol(symbol);
    const documented = checker.getPropertiesOfType(type).map((property) => {
      const [text] = tagsOf(property, 'default');
      return { option: property.name, text };
    });
    expect(documented.map(({ option }) => option).sort()).toEqual(Object.keys(actual).sort());
    for (const { option, text } of documented) {
      expect(text, `${name}.${option} has no @default`).toBeDefined();
      if (IN_WORDS.test(text!)) continue;
      const value: unknown = runInNewContext(`(${text!})`);
      expect(actual[option], `${name}.${option}`).toEqual(value);
    }
  });
});
