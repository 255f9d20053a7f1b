import { isRecord } from '../../isRecord';
import { type Activation, ACTIVATIONS, type Pair, Unsupported } from '../Network';

type Fields = Readonly<Record<string, unknown>>;

const show = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

/** Names of activations that versions of Keras and tfjs changed. */
const SPELLINGS: Readonly<Record<string, Activation>> = { silu: 'swish' };

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
  activation(fallback: Activation = 'linear'): Activation {
    const value = this.#find(['activation']) ?? fallback;
    const name = isRecord(value) && value.class_name === 'function' ? value.config : value;
    const spelled = typeof name === 'string' ? (SPELLINGS[name] ?? name) : undefined;
    const activation = ACTIVATIONS.find((candidate) => candidate === spelled);
    if (activation !== undefined) return activation;
    throw new Unsupported(`with activation ${show(value)}`);
  }

  /** Refuses a field whose value is none of the accepted ones. */
  only(name: string, ...accepted: readonly unknown[]): void {
    const value = this.#find([name]);
    if (value === undefined || accepted.some((one) => JSON.stringify(one) === JSON.stringify(value))) return;
    throw new Unsupported(`with ${name} ${show(value)}`);
  }

  /** Refuses an axis other than the last of a tensor with `rank` axes, the batch included. */
  lastAxis(rank: number): void {
    this.only('axis', -1, [-1], rank - 1, [rank - 1]);
  }
}
