import type { Random } from '@ferkit/core/datasets';
import { choose } from './choose';
import { boundaryNumbers, hostileWords } from './words';

/** Material for mutations of a format. */
export interface Ingredients {
  /** Tokens of the format. */
  readonly words?: readonly string[];
  /** Other files of the format, for crossover. */
  readonly others?: readonly Uint8Array[];
}

type Mutation = (bytes: Uint8Array, random: Random, ingredients: Ingredients) => Uint8Array;

/** Bytes at the beginning that get half of the mutations, since they hold headers. */
const HEADER = 64;

/** Maximum length of a block that is moved or inserted. */
const MAX_BLOCK = 256;

const placeIn = (bytes: Uint8Array, random: Random): number =>
  random.integer((random.next() < 0.5 ? Math.min(HEADER, bytes.length) : bytes.length) || 1);

const lengthFrom = (bytes: Uint8Array, from: number, random: Random): number =>
  random.integer(Math.min(MAX_BLOCK, bytes.length - from) + 1);

function splice(bytes: Uint8Array, from: number, removed: number, inserted: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length - removed + inserted.length);
  result.set(bytes.subarray(0, from));
  result.set(inserted, from);
  result.set(bytes.subarray(from + removed), from + inserted.length);
  return result;
}

function overwrite(bytes: Uint8Array, at: number, written: Uint8Array): Uint8Array {
  const result = bytes.slice();
  result.set(written.subarray(0, Math.max(0, bytes.length - at)), at);
  return result;
}

/** An integer of 1, 2, 4 or 8 bytes, little- or big-endian. */
function encodeInteger(random: Random): Uint8Array {
  const length = choose(random, [1, 2, 4, 8]);
  const number = BigInt(
    Math.trunc(
      choose(
        random,
        boundaryNumbers.filter((value) => Math.abs(value) < 1e20),
      ),
    ),
  );
  const view = new DataView(new ArrayBuffer(8));
  const isLittle = random.next() < 0.5;
  view.setBigUint64(0, BigInt.asUintN(64, isLittle ? number : number << BigInt(64 - 8 * length)), isLittle);
  return new Uint8Array(view.buffer, 0, length);
}

/** The first run of digits after a position. */
function findDigits(bytes: Uint8Array, at: number): { readonly from: number; readonly length: number } | undefined {
  const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;
  let from = at;
  while (from < bytes.length && !isDigit(bytes[from])) from++;
  if (from === bytes.length) return undefined;
  let end = from;
  while (isDigit(bytes[end])) end++;
  return { from, length: end - from };
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const mutations: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const at = placeIn(bytes, random);
    return overwrite(bytes, at, Uint8Array.of((bytes[at] ?? 0) ^ (1 << random.integer(8))));
  },
  function setByte(bytes, random) {
    return overwrite(bytes, placeIn(bytes, random), Uint8Array.of(choose(random, [0, 1, 127, 128, 255, 10, 44, 32])));
  },
  function setInteger(bytes, random) {
    return overwrite(bytes, placeIn(bytes, random), encodeInteger(random));
  },
  function setNumberInText(bytes, random) {
    const digits = findDigits(bytes, placeIn(bytes, random));
    if (digits === undefined) return bytes;
    return splice(bytes, digits.from, digits.length, encode(String(choose(random, boundaryNumbers))));
  },
  function truncate(bytes, random) {
    return bytes.slice(0, random.next() < 0.3 ? placeIn(bytes, random) : random.integer(bytes.length + 1));
  },
  function removeBlock(bytes, random) {
    const from = placeIn(bytes, random);
    return splice(bytes, from, lengthFrom(bytes, from, random), new Uint8Array());
  },
  function repeatBlock(bytes, random) {
    const from = placeIn(bytes, random);
    const block = bytes.subarray(from, from + lengthFrom(bytes, from, random));
    return splice(bytes, random.next() < 0.7 ? from : placeIn(bytes, random), 0, block);
  },
  function insertRandom(bytes, random) {
    const block = Uint8Array.from({ length: 1 + random.integer(16) }, () => random.integer(256));
    return splice(bytes, placeIn(bytes, random), 0, block);
  },
  function insertWord(bytes, random, { words = [] }) {
    const word = encode(choose(random, random.next() < 0.6 && words.length > 0 ? words : hostileWords));
    return random.next() < 0.5
      ? splice(bytes, placeIn(bytes, random), 0, word)
      : overwrite(bytes, placeIn(bytes, random), word);
  },
  function crossOver(bytes, random, { others = [] }) {
    if (others.length === 0) return bytes;
    const other = choose(random, others);
    const from = placeIn(other, random);
    const block = other.subarray(from, from + lengthFrom(other, from, random));
    return random.next() < 0.5
      ? overwrite(bytes, placeIn(bytes, random), block)
      : splice(bytes, placeIn(bytes, random), 0, block);
  },
  function append(bytes, random, { others = [] }) {
    const more = others.length > 0 && random.next() < 0.5 ? choose(random, others) : Uint8Array.of(0, 255, 10);
    return splice(bytes, bytes.length, 0, more);
  },
];

/** Mutates bytes, mostly once, sometimes several times. */
export function mutateBytes(random: Random, bytes: Uint8Array, ingredients: Ingredients = {}): Uint8Array {
  let damaged = bytes;
  do damaged = choose(random, mutations)(damaged, random, ingredients);
  while (random.next() < 0.4);
  return damaged;
}
