import * as tf from '@tensorflow/tfjs';

/** A method of tfjs' layers that its typings declare as protected. */
interface WeightMaker {
  addWeight: (
    this: WeightMaker,
    name: string,
    shape: (number | null)[],
    dtype: tf.DataType | undefined,
    initializer: unknown,
    ...rest: unknown[]
  ) => tf.LayerVariable;
}

/**
 * Builds the layers of a topology, their weights all zero, since they are read afterwards. A topology may claim weights that no
 * file has: those are not made, and neither are the random numbers or the orthogonal matrices that it may ask for.
 * @param mostValues - how many numbers the weights of all layers may have
 * @throws a plain error that says what tfjs, or this, did not like; nothing of the network is then left
 */
export async function deserializeNetwork(
  topology: tf.io.ModelJSON['modelTopology'],
  mostValues: number,
): Promise<tf.LayersModel> {
  const maker = tf.layers.Layer.prototype as unknown as WeightMaker;
  const { addWeight } = maker;
  const zeros = tf.initializers.zeros();
  const made: tf.LayerVariable[] = [];
  let values = 0;
  maker.addWeight = function (name, shape, dtype, _, ...rest) {
    values += tf.util.sizeFromShape(shape as number[]);
    if (!(values <= mostValues)) throw new Error(`its layers have more than the ${mostValues} weights of the file`);
    const weight = addWeight.call(this, name, shape, dtype, zeros, ...rest);
    made.push(weight);
    return weight;
  };
  let network!: Promise<tf.LayersModel>;
  try {
    // All of it happens before the first await within. Variables outlive the scope, what was made on the way to one does not.
    tf.tidy(() => {
      network = tf.models.modelFromJSON(topology);
    });
  } finally {
    maker.addWeight = addWeight;
  }
  try {
    const built = await network;
    // A layer alone, or layers of which nobody knows what the first takes, come back as well.
    if (built instanceof tf.LayersModel && Array.isArray(built.inputs)) return built;
    throw new Error('it is no network with an input');
  } catch (error) {
    for (const weight of made) weight.dispose();
    throw error;
  }
}
