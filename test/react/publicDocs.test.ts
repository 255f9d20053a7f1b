import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { readSources } from '../support/readSources';

const source = fileURLToPath(new URL('../../packages/react/src/', import.meta.url)).replaceAll('\\', '/');
const entry = `${source}index.ts`;
const { checker, exportsOf, textOf, tagsOf } = readSources([entry]);
const exported = exportsOf(entry);
const hasTag = (symbol: ts.Symbol, name: string): boolean => tagsOf(symbol, name).length > 0;

/** Properties of a type that this package declares: props without the attributes of elements and the options of core. */
const ownProperties = (symbol: ts.Symbol): readonly ts.Symbol[] =>
  checker
    .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))
    .filter(({ declarations = [] }) => declarations.some((node) => node.getSourceFile().fileName.startsWith(source)));

describe('the public surface is documented', () => {
  test('every export has a description', () => {
    expect(exported.length).toBeGreaterThan(60);
    expect(exported.filter((symbol) => textOf(symbol) === '').map(({ name }) => name)).toEqual([]);
  });

  test('every component and hook has an example', () => {
    const verbs = exported.filter(
      ({ flags, name }) =>
        (flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable)) !== 0 && !name.endsWith('Defaults'),
    );
    expect(verbs.length).toBeGreaterThan(15);
    expect(verbs.filter((symbol) => !hasTag(symbol, 'example')).map(({ name }) => name)).toEqual([]);
  });

  test.each(
    exported.filter(({ name }) => /(Props|Options|Setup)$/.test(name)).map((symbol) => [symbol.name, symbol] as const),
  )('%s describes each property, and the default of each optional one', (_, symbol) => {
    const properties = ownProperties(symbol);
    expect(properties.filter((property) => textOf(property) === '').map(({ name }) => name)).toEqual([]);
    const optional = properties.filter(({ flags }) => (flags & ts.SymbolFlags.Optional) !== 0);
    expect(optional.filter((property) => !hasTag(property, 'default')).map(({ name }) => name)).toEqual([]);
  });

  test.each(
    exported
      .filter(({ name }) => /(State|View|Cell|Label|Sample|Series|Data|Pixels|Prediction)$/.test(name))
      .map((symbol) => [symbol.name, symbol] as const),
  )('%s describes each property', (_, symbol) => {
    expect(
      ownProperties(symbol)
        .filter((property) => textOf(property) === '')
        .map(({ name }) => name),
    ).toEqual([]);
  });
});
