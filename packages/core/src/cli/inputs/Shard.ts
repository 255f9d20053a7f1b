import { createHash } from 'node:crypto';
import { UsageError } from '../failures';

/** Bytes of the hash that are used: a JavaScript number holds 48 bits exactly, but not 64. */
const HASH_BYTES = 6;

/** One of `count` shards of all inputs. `index` counts from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** All inputs. */
export const wholeShard: Shard = { index: 1, count: 1 };

/**
 * Parses `2/8`: the second of eight shards.
 * @throws UsageError
 */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (index !== undefined && count !== undefined && Number.isSafeInteger(count) && index >= 1 && index <= count) {
    return { index, count };
  }
  throw new UsageError(`--shard takes a shard and the number of shards, 1/8 to 8/8, not "${text}".`);
}

export const formatShard = ({ index, count }: Shard): string => `${index}/${count}`;

/**
 * True if an input belongs to a shard. The name alone decides: the first 48 bits of its SHA-256, modulo the number of
 * shards, are the shard, counted from 0. So shards are disjoint and complete, whatever the number and order of inputs.
 */
export function belongsTo({ index, count }: Shard, name: string): boolean {
  if (count === 1) return true;
  return createHash('sha256').update(name).digest().readUIntBE(0, HASH_BYTES) % count === index - 1;
}
