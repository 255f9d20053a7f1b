import * as tf from '@tensorflow/tfjs';
import { createRandom } from '../random';

/** Initializers for the layers of one network, each with a seed derived from the network's seed and the order of the calls. */
export interface SeededInitializers {
  /** For layers followed by a rectifier: He et al. 2015, arXiv:1502.01852. */
  he(): ReturnType<typeof tf.initializers.heNormal>;
  /** For all other layers: Glorot and Bengio 2010. */
  glorot(): ReturnType<typeof tf.initializers.glorotUniform>;
}

/** Creates the initializers of a network. Call them in the order of its layers. */
export function seededInitializers(seed: number): SeededInitializers {
  let layer = 0;
  const nextSeed = (): number => createRandom(seed, layer++).integer(0x7fffffff);
  return {
    he: () => tf.initializers.heNormal({ seed: nextSeed() }),
    glorot: () => tf.initializers.glorotUniform({ seed: nextSeed() }),
  };
}
