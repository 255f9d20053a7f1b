/** A wrong value and the kind of mistake that it stands for. */
export interface WrongValue {
  readonly kind: string;
  readonly value: unknown;
}

const of = (kind: string, ...values: readonly unknown[]): readonly WrongValue[] =>
  values.map((value) => ({ kind, value }));

/** An object of a class that ferkit does not know. */
class Stranger {
  readonly labels = 'none';
  readonly size = NaN;
}

/** Values that callers without types pass, by kind of mistake. Each argument and option is tried with all that it does not take. */
export const wrongValues: readonly WrongValue[] = [
  ...of('wrong type', true, false, 'bogus', 42, [], {}, () => undefined, Symbol('s'), 1n, new Date(0), new Map()),
  ...of('null', null),
  ...of('not a number', NaN, Infinity, -Infinity),
  ...of('out of range', -1, 0, 0.5, -0.5, 256, 1e6, 1e21, '', ' '),
  ...of('wrong length', [NaN], new Array(2), new Uint8Array(3), new Float32Array(3), [[]], ['bogus', 'bogus']),
  ...of('unknown name', 'Auto', 'PHOTO', '__proto__', { bogus: 1 }, { toString: 1 }),
  ...of('wrong object', new Stranger(), Object.create(null), new Error('no value'), /x/, new ArrayBuffer(8)),
  ...of('promise', Promise.resolve(1)),
];

/** A value in the words of a failure. */
export function nameOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value))
    return `[${value.map(nameOf).join(', ')}]${value.length === 0 ? '' : ` of ${value.length}`}`;
  if (typeof value !== 'object' || value === null) return String(value);
  const { constructor } = value as { readonly constructor?: { readonly name: string } };
  return `${constructor?.name ?? 'null-prototype'} ${Object.keys(value).slice(0, 3).join(',')}`;
}
