import type { Random } from '@ferkit/core/datasets';
import { choose } from './choose';
import { boundaryNumbers, hostileWords } from './words';

type Place = readonly [holder: object, key: string];

/** Paths of all nested values. */
function listPlaces(value: unknown, places: Place[] = []): Place[] {
  // Byte arrays are opaque: other targets mutate their contents.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return places;
  for (const [key, inner] of Object.entries(value)) {
    places.push([value, key]);
    listPlaces(inner, places);
  }
  return places;
}

const read = ([holder, key]: Place): unknown => (holder as Record<string, unknown>)[key];

/** Defines a property: an assignment to `__proto__` would set the prototype instead. */
const write = (holder: object, key: string, value: unknown): void => {
  Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
};

function remove([holder, key]: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
}

const nest = (depth: number): unknown => {
  let value: unknown = 0;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
};

const hostileValues: readonly ((random: Random) => unknown)[] = [
  (random) => choose(random, boundaryNumbers),
  (random) => choose(random, boundaryNumbers),
  (random) => choose(random, hostileWords),
  () => null,
  (random) => random.next() < 0.5,
  () => [],
  () => ({}),
  () => JSON.parse('{"__proto__":{"polluted":true}}') as unknown,
  () => ({ constructor: { prototype: { polluted: true } } }),
  (random) => nest(1 + random.integer(2000)),
];

type Edit = (place: Place, random: Random, places: readonly Place[]) => void;

const edits: readonly Edit[] = [
  (place) => remove(place),
  (place, random) => write(...place, choose(random, hostileValues)(random)),
  (place, random) => write(...place, choose(random, hostileValues)(random)),
  function changeNumber(place, random) {
    const value = read(place);
    if (typeof value !== 'number') return;
    write(...place, choose(random, [-value, value + 1, value - 1, value * 1000, value / 1000, value * 2, value * 1e9]));
  },
  function changeText(place, random) {
    const value = read(place);
    if (typeof value !== 'string') return;
    write(
      ...place,
      choose(random, [value.slice(1), value.toUpperCase(), `${value}${value}`, `../${value}`, `${value} `]),
    );
  },
  (place, random, places) => write(...place, structuredClone(read(choose(random, places)))),
  (place) => write(...place, [read(place)]),
  function rename(place, random, places) {
    const value = read(place);
    remove(place);
    write(place[0], choose(random, [...hostileWords, choose(random, places)[1]]), value);
  },
  function repeat([holder, key], random) {
    if (Array.isArray(holder)) holder.splice(random.integer(holder.length + 1), 0, holder[Number(key)]);
    else write(holder, choose(random, hostileWords), read([holder, key]));
  },
  function swap(place, random, places) {
    const other = choose(random, places);
    const [mine, theirs] = [read(place), read(other)].map((value) => structuredClone(value));
    write(...place, theirs);
    write(...other, mine);
  },
];

/** A mutated copy of a JSON value; the copy is JSON, too. */
export function mutateJson<Value extends object>(random: Random, value: Value): Value {
  const copy = structuredClone(value);
  do {
    const places = listPlaces(copy);
    if (places.length === 0) break;
    choose(random, edits)(choose(random, places), random, places);
  } while (random.next() < 0.35);
  return copy;
}
