import { createHash } from 'node:crypto';
import { UsageError } from '../failures';

/** As many bytes of a hash as a number holds exactly. */
const HASH_BYTES = 6;

/** One of `count` parts of all inputs. `index` counts from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** All inputs. */
export const wholeShard: Shard = { index: 1, count: 1 };

/**
 * Reads `2/8`: the second of eight parts.
 * @throws UsageError
 */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (index !== undefined && count !== undefined && Number.isSafeInteger(count) && index >= 1 && index <= count) {
    return { index, count };
  }
  throw new UsageError(`--shard takes a part and the number of parts, 1/8 to 8/8, not "${text}".`);
}

export const formatShard = ({ index, count }: Shard): string => `${index}/${count}`;

/**
 * Whether an input belongs to a shard: by its name alone, so that shards are disjoint and together complete without any of
 * them knowing how many inputs there are or in which order they come. The first 48 bits of the name's SHA-256, modulo the
 * number of shards, are the shard, counted from 0.
 */
export function belongsTo({ index, count }: Shard, name: string): boolean {
  if (count === 1) return true;
  return createHash('sha256').update(name).digest().readUIntBE(0, HASH_BYTES) % count === index - 1;
}
