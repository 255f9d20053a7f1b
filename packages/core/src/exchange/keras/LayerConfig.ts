import { isRecord } from '../../isRecord';
import { type Activation, ACTIVATIONS, type Pair, Unsupported } from '../Network';

type Fields = Readonly<Record<string, unknown>>;

const show = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

/** Names of activations that versions of Keras and tfjs changed. */
const SPELLINGS: Readonly<Record<string, Activation | HardActivation>> = {
  silu: 'swish',
  hard_silu: 'hard_swish',
  hardSigmoid: 'hard_sigmoid',
};

/** Activations that tfjs has not, or not with the numbers of Keras 3. */
const HARD_ACTIVATIONS = ['hard_sigmoid', 'hard_swish'] as const;

/** One of {@link HARD_ACTIVATIONS}. */
export type HardActivation = (typeof HARD_ACTIVATIONS)[number];

/**
 * The configuration of a layer, read field by field. A missing field has Keras' default. A value that cannot be exchanged is
 * refused by its name, because ignoring it would change the scores.
 */
export class LayerConfig {
  readonly #fields: Fields;

  constructor(fields: Fields) {
    this.#fields = fields;
  }

  /** The first of several names (versions rename) that has a value other than null. */
  #find(names: readonly string[]): unknown {
    return names.map((name) => this.#fields[name]).find((value) => value !== undefined && value !== null);
  }

  number(names: string | readonly string[], fallback: number | null): number {
    const list = typeof names === 'string' ? [names] : names;
    const value = this.#find(list) ?? fallback;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new Unsupported(`with ${list[0]!} ${show(value)}`);
  }

  /** A number of pixels, filters or units. */
  count(name: string, fallback: number | null = null): number {
    const value = this.number(name, fallback);
    if (Number.isInteger(value) && value > 0) return value;
    throw new Unsupported(`with ${name} ${value}`);
  }

  boolean(name: string, fallback: boolean): boolean {
    const value = this.#find([name]) ?? fallback;
    if (typeof value === 'boolean') return value;
    throw new Unsupported(`with ${name} ${show(value)}`);
  }

  text(name: string, fallback: string): string {
    const value = this.#find([name]) ?? fallback;
    if (typeof value === 'string') return value;
    throw new Unsupported(`with ${name} ${show(value)}`);
  }

  raw(name: string): unknown {
    return this.#find([name]);
  }

  /** Height and width, which may be given as one number. */
  pair(name: string, fallback: Pair | null): Pair {
    const value = this.#find([name]) ?? fallback;
    const sides: unknown[] = Array.isArray(value) ? value : [value, value];
    if (sides.length === 2 && sides.every((side) => Number.isInteger(side) && (side as number) > 0)) {
      return sides as unknown as Pair;
    }
    throw new Unsupported(`with ${name} ${show(value)}`);
  }

  padding(): 'same' | 'valid' {
    const value = this.text('padding', 'valid');
    if (value === 'same' || value === 'valid') return value;
    throw new Unsupported(`with padding "${value}"`);
  }

  /** An activation by name; Keras 3 may wrap the name in an object. */
  activation(): Activation | HardActivation {
    const value = this.#find(['activation']) ?? 'linear';
    const name = isRecord(value) && value.class_name === 'function' ? value.config : value;
    const spelled = typeof name === 'string' ? (SPELLINGS[name] ?? name) : undefined;
    const activation = [...ACTIVATIONS, ...HARD_ACTIVATIONS].find((candidate) => candidate === spelled);
    if (activation !== undefined) return activation;
    throw new Unsupported(`with activation ${show(value)}`);
  }

  /** Refuses a field whose value is none of the accepted ones. */
  only(name: string, ...accepted: readonly unknown[]): void {
    const value = this.#find([name]);
    if (value === undefined || accepted.some((one) => JSON.stringify(one) === JSON.stringify(value))) return;
    throw new Unsupported(`with ${name} ${show(value)}`);
  }

  /** Height and width before and after an image, which may be given as one number or one for each axis. */
  sides(name: string, fallback: number): { readonly rows: Pair; readonly columns: Pair } {
    const value = this.raw(name) ?? fallback;
    const isSide = (side: unknown): side is number => Number.isInteger(side) && (side as number) >= 0;
    const [rows, columns, ...others] = (Array.isArray(value) ? value : [value, value]).map((axis: unknown) =>
      Array.isArray(axis) ? (axis as unknown[]) : [axis, axis],
    );
    const isPair = (pair: unknown[] | undefined): boolean => pair?.length === 2 && pair.every(isSide);
    if (isPair(rows) && isPair(columns) && others.length === 0) {
      return { rows: rows as unknown as Pair, columns: columns as unknown as Pair };
    }
    throw new Unsupported(`with ${name} ${show(value)}`);
  }

  /** A list of whole numbers, which may be given as one. */
  integers(name: string, fallback: readonly number[] | null): readonly number[] {
    const value = this.raw(name) ?? fallback;
    const list: unknown[] = Array.isArray(value) ? value : [value];
    if (list.every(Number.isInteger)) return list as number[];
    throw new Unsupported(`with ${name} ${show(value)}`);
  }

  /** Refuses an axis other than the last of a tensor with `rank` axes, the batch included. */
  lastAxis(rank: number): void {
    this.only('axis', -1, [-1], rank - 1, [rank - 1]);
  }
}
