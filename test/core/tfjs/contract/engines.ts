import * as tf from '@tensorflow/tfjs';
import { selectBackend } from '@ferkit/core';
import { engineOf } from '#core/backends/selectBackend';

export const wasm = engineOf(await selectBackend('wasm'));
export const cpu = engineOf(await selectBackend('cpu'));

/** An object of tfjs without its typings. */
export type Fields = Record<string, unknown>;

/** tfjs' engine as it is. */
export const engine = (): Fields => tf.engine() as unknown as Fields;

/** tfjs' flags by name. */
export const flags = (): Fields => (tf.env() as unknown as { flagRegistry: Fields }).flagRegistry;

/** Number of tensors' data in the memory of the current backend. */
export const numDataIds = (): number => tf.backend().numDataIds();
