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
 * Builds the layers of a topology with weights of zero, because the weights of the file replace them. This skips costly
 * initializers, such as orthogonal matrices, and refuses a topology with more weights than the file has before it allocates them.
 * @param mostValues - limit of the number of values in all weights
 * @throws a plain error with the reason; the weights made so far are disposed of
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
    // tfjs looks constraints, regularizers and layers up in one registry. A layer would make weights of its own when it constrains.
    const intruder = rest.find((part) => part instanceof tf.layers.Layer);
    if (intruder !== undefined) throw new Error(`the layer ${intruder.name} stands for a constraint or regularizer`);
    values += tf.util.sizeFromShape(shape as number[]);
    if (!(values <= mostValues)) throw new Error(`its layers have more than the ${mostValues} weights of the file`);
    const weight = addWeight.call(this, name, shape, dtype, zeros, ...rest);
    made.push(weight);
    return weight;
  };
  let network!: Promise<tf.LayersModel>;
  try {
    // tfjs builds all layers before its first await, so within this scope, which keeps variables and disposes of other tensors.
    tf.tidy(() => {
      network = tf.models.modelFromJSON(topology);
    });
  } finally {
    maker.addWeight = addWeight;
  }
  try {
    const built = await network;
    // tfjs may also return a single layer, or a Sequential network of unknown input shape.
    if (built instanceof tf.LayersModel && Array.isArray(built.inputs)) return built;
    throw new Error('it is no network with an input');
  } catch (error) {
    for (const weight of made) weight.dispose();
    throw error;
  }
}
