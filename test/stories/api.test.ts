import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as core from '@ferkit/core';
import * as exchange from '@ferkit/core/exchange';
import * as worker from '@ferkit/core/worker';
import * as exports from '@ferkit/react/export';
import * as react from '@ferkit/react';

const page = readFileSync(new URL('../../stories/docs/Api.mdx', import.meta.url), 'utf8');
const told = new Set([...page.matchAll(/`(\w+)`/g)].map(([, name]) => name!));
const names = [core, exchange, worker, react, exports].flatMap((entry) => Object.keys(entry));

test('the page of the API names all that the packages export', () => {
  expect(names.filter((name) => !told.has(name))).toEqual([]);
});

test('the page of the API names nothing that is not there', () => {
  const methods = ['classify', 'classifyBatch', 'classifyStream', 'predict'];
  expect([...told].filter((name) => !names.includes(name) && !methods.includes(name))).toEqual([]);
});
