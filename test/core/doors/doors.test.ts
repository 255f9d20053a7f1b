import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as core from '@ferkit/core';
import * as datasets from '@ferkit/core/datasets';
import * as exchange from '@ferkit/core/exchange';
import * as metrics from '@ferkit/core/metrics';
import * as tf from '@ferkit/core/tf';
import * as worker from '@ferkit/core/worker';
import * as tfjs from '@tensorflow/tfjs';
import type { Rule } from '#core/options';
import type { Argument, Door } from './Door';
import { createExamples, type Examples } from './examples';
import { listDoors } from './listDoors';
import { nameOf, wrongValues } from './wrongValues';

let examples: Examples;
let doors: readonly Door[];
beforeAll(async () => {
  examples = await createExamples();
  doors = listDoors(examples);
});
afterAll(() => {
  examples.classifier.dispose();
  examples.workerClassifier.dispose();
  examples.detector.dispose();
  examples.model.dispose();
  rmSync(examples.folder, { recursive: true });
});

/** Longest time of a call with a wrong value, in milliseconds. */
const PATIENCE = 5000;
/** Longest message of an error, in characters. */
const LONGEST_MESSAGE = 1200;

/** One call with a wrong value. */
interface Try {
  readonly title: string;
  readonly call: () => unknown;
  readonly codes: readonly core.ErrorCode[];
  /** The option or argument that the error should name, and others that it may name instead. */
  readonly names?: readonly string[];
}

/** The reason why the outcome of a call is wrong; undefined for a typed error. */
async function judge({ title, call, codes, names }: Try): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<string>((resolve) => (timer = setTimeout(resolve, PATIENCE, 'hangs')));
  const outcome = async (): Promise<string | undefined> => {
    try {
      return `answers ${nameOf(await call())}`;
    } catch (error) {
      if (!core.isFerError(error)) return `throws ${String(error).slice(0, 200)}`;
      const { code, message } = error;
      if (!codes.includes(code)) return `throws ${code}: ${message.slice(0, 200)}`;
      if (message.length > LONGEST_MESSAGE) return `has a message of ${message.length} characters`;
      if (names === undefined || !core.isFerError(error, 'OPTION_INVALID')) return undefined;
      const named = error.details.option.split(/[.[]/)[0]!;
      return names.includes(named) ? undefined : `names ${named}`;
    }
  };
  const reason = await Promise.race([outcome(), hang]);
  clearTimeout(timer);
  return reason === undefined ? undefined : `${title} ${reason}`;
}

const invalid: readonly core.ErrorCode[] = ['OPTION_INVALID'];

/** Each argument with each wrong value, the others valid. */
function tryArguments({ name, call, args, options }: Door): readonly Try[] {
  return args.flatMap((argument: Argument, position) => {
    const common = wrongValues.map(({ value }) => value).filter((value) => argument.accepts?.(value) !== true);
    const absent = argument.accepts?.(undefined) === true ? [] : [undefined];
    return [...common, ...absent, ...(argument.wrong ?? [])].map((value) => ({
      title: `${name}: ${argument.name} = ${nameOf(value)}`,
      codes: [...invalid, ...(argument.codes ?? [])],
      names: [argument.name, ...(argument.others ?? [])],
      call: () =>
        call(
          ...([
            ...args.map(({ valid }, at) => (at === position ? value : valid)),
            ...(options ? [options] : []),
          ] as never[]),
        ),
    }));
  });
}

/** Each option with each wrong value, an unknown option, and values that are no options. */
function tryOptions({ name, call, args, table, options = {}, accepts = {} }: Door): readonly Try[] {
  if (table === undefined) return [];
  const valid = args.map((argument) => argument.valid);
  const tryWith = (given: unknown, title: string, option?: string): Try => ({
    title: `${name}: ${title}`,
    codes: invalid,
    ...(option === undefined ? {} : { names: [option] }),
    call: () => call(...([...valid, given] as never[])),
  });
  const wrong = Object.entries(table).flatMap(([option, rule]: [string, Rule]) => {
    const isRight = accepts[option] ?? rule.accepts;
    const values = wrongValues.filter(({ value }) => !isRight(value));
    const nested = Object.keys(rule.fields ?? {}).length === 0 ? [] : [{ kind: 'unknown name', value: { bogus: 1 } }];
    return [...values, ...nested].map(({ value }) =>
      tryWith({ ...options, [option]: value }, `{ ${option}: ${nameOf(value)} }`, option),
    );
  });
  const misspelt = Object.keys(table).flatMap((option) =>
    [`${option}s`, option.toUpperCase(), `x${option}`]
      .filter((typo) => !(typo in table))
      .map((typo) => tryWith({ ...options, [typo]: 1 }, `{ ${typo}: 1 }`, typo)),
  );
  const noOptions = [null, 5, 'fast', true, [], () => undefined].map((value) =>
    tryWith(value, `options = ${nameOf(value)}`),
  );
  return [...wrong, ...misspelt, ...noOptions];
}

async function failuresOf(tries: readonly Try[]): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const one of tries) {
    const failure = await judge(one);
    if (failure !== undefined) failures.push(failure);
  }
  return failures;
}

test('valid calls of all doors answer', async () => {
  const failures: string[] = [];
  for (const { name, call, args, options, runs } of doors) {
    if (runs === false) continue;
    try {
      await call(...([...args.map(({ valid }) => valid), ...(options === undefined ? [] : [options])] as never[]));
    } catch (error) {
      failures.push(`${name}: ${String(error)}`);
    }
  }
  expect(failures).toEqual([]);
});

test('wrong arguments end in typed errors, which name the argument', async () => {
  const tries = doors.flatMap(tryArguments);
  expect(await failuresOf(tries)).toEqual([]);
  console.log(`${tries.length} calls with a wrong argument`);
});

test('wrong options end in OPTION_INVALID, which names the option', async () => {
  const tries = doors.flatMap(tryOptions);
  expect(await failuresOf(tries)).toEqual([]);
  console.log(`${tries.length} calls with a wrong option`);
});

test('disposed objects are told as such', async () => {
  const tries = doors
    .filter(({ name }) => name.endsWith('after dispose'))
    .map(({ name, call }): Try => ({ title: name, call, codes: ['DISPOSED'] }));
  expect(await failuresOf(tries)).toEqual([]);
});

test('the entry tf has the names of tfjs and none of ferkit, so that the list needs no door of it', () => {
  // Node adds a default export to CommonJS, which `export *` leaves out.
  const names = Object.keys(tfjs).filter((name) => name !== 'default') as readonly (keyof typeof tf)[];
  expect(Object.keys(tf).sort()).toEqual([...names].sort());
  expect(names.filter((name) => tf[name] !== tfjs[name])).toEqual([]);
});

/** Public, and made by ferkit or with any value right. */
const withoutDoor = ['FerError', 'isFerError', 'FerModel'];
/** Methods that the published types leave out. */
const internal = [
  'FaceDetector#follow',
  'FerModel#annotate',
  'FerModel#assertUsable',
  'FerModel#refuseError',
  'FerModel.create',
];

const isClass = (value: unknown): value is new () => object =>
  typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));

/** Names of the methods of an object, with those of its class. */
function methodsOf(prefix: string, object: object): readonly string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(object))
    .filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function')
    .map(([name]) => `${prefix}#${name}`);
}

test('the list has every public function, class, method and static method', () => {
  const exported = Object.entries({ ...core, ...datasets, ...exchange, ...metrics, ...worker }).filter(
    ([, value]) => typeof value === 'function',
  );
  const classes = exported.filter(([name, value]) => isClass(value) && name !== 'FerError');
  const statics = classes.flatMap(([name, value]) =>
    Object.getOwnPropertyNames(value)
      .filter((key) => !['length', 'name', 'prototype'].includes(key))
      .map((key) => `${name}.${key}`),
  );
  const expected = [
    ...exported.map(([name]) => name),
    ...statics,
    ...classes.flatMap(([name, value]) => methodsOf(name, (value as unknown as new () => object).prototype as object)),
    ...methodsOf('Classifier', Object.getPrototypeOf(examples.classifier) as object).filter(
      (name) => !name.endsWith('warmUp'),
    ),
    ...methodsOf('WorkerClassifier', Object.getPrototypeOf(examples.workerClassifier) as object),
    ...methodsOf('FaceDetector', Object.getPrototypeOf(examples.detector) as object),
    ...methodsOf('Random', core.createRandom(1)),
  ];
  const listed = new Set([...doors.map(({ name }) => name.split(' ')[0]!), ...withoutDoor, ...internal]);
  expect([...listed].sort()).toEqual([...new Set(expected)].sort());
});
