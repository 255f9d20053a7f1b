import type * as tf from '@tensorflow/tfjs';

type Call = tf.layers.Layer['call'];

/** A function that tfjs calls at each run of a layer, which its typings hide. */
interface Hooked {
  readonly _callHook: unknown;
}

/** Those that {@link replaceCall} put over the `call` of a class. */
const wrappers = new WeakSet<Call>();

/** Whether a layer runs as its class says, or as one that {@link replaceCall} changed: nobody else gave it a hook or another `call`. */
export function isUntouched(layer: tf.layers.Layer): boolean {
  const own = Object.getOwnPropertyDescriptor(layer, 'call')?.value as Call | undefined;
  return (own === undefined || wrappers.has(own)) && (layer as unknown as Hooked)._callHook == null;
}

/**
 * Puts another `call` over the one of a layer, which outside of training does the same.
 * @param wrap - is given the one that the layer has
 * @returns what gives the layer back as it was
 */
export function replaceCall(layer: tf.layers.Layer, wrap: (call: Call) => Call): () => void {
  const own = Object.getOwnPropertyDescriptor(layer, 'call');
  const wrapper = wrap(layer.call.bind(layer));
  if (isUntouched(layer)) wrappers.add(wrapper);
  layer.call = wrapper;
  return () => {
    if (own === undefined) delete (layer as Partial<Pick<tf.layers.Layer, 'call'>>).call;
    else Object.defineProperty(layer, 'call', own);
  };
}
