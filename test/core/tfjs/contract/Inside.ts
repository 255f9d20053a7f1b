import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';

/** An inside of tfjs: no part of its public API, and ferkit relies on it. */
export interface Inside {
  /** A sentence that names it and says what it does. A check that fails shows it. */
  readonly contract: string;
  /** Throws where this tfjs does otherwise. */
  readonly check: () => void | Promise<void>;
  /** Changes tfjs as another version of it might be. @returns the function that takes the change back */
  readonly change: () => () => void;
}

/** @throws an error with the contract where tfjs does not keep it */
async function checkInside({ contract, check }: Inside): Promise<void> {
  try {
    await check();
  } catch (cause) {
    throw new Error(`TensorFlow.js ${tf.version.tfjs} does not keep this contract: ${contract}`, { cause });
  }
}

/** For each inside: a test that tfjs has it, and one that the first fails, naming the inside, where tfjs has it no longer. */
export function testInsides(insides: readonly Inside[]): void {
  test.each(insides)('$contract', checkInside);

  test.each(insides)('is missed where it changes: $contract', async (inside) => {
    const undo = inside.change();
    try {
      await expect(checkInside(inside)).rejects.toThrow(inside.contract);
    } finally {
      undo();
    }
    await checkInside(inside);
  });
}

/** Hides a property of an object, or gives it another value, until the returned function is called. */
export function override(owner: object, name: string, descriptor: PropertyDescriptor): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { configurable: true, ...descriptor });
  return () => {
    if (own === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, own);
  };
}

/** A property that nothing can be written to, as if tfjs wrote to one of another name. */
export const renamed: PropertyDescriptor = { get: () => undefined, set: () => undefined };
