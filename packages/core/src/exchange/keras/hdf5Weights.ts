import type { Hdf5Reader } from './Hdf5';
import type { SourceLayer, WeightSource } from './readNetwork';
import { snakeCase } from './snakeCase';

/** The weights of a whole model in `.h5`, which Keras 2 wrote first and Keras 3 writes on request: by names. */
export function legacyWeights(file: Hdf5Reader): WeightSource {
  return {
    weightsOf: ({ name }) => {
      const group = `model_weights/${name}`;
      return file
        .texts(group, 'weight_names')
        .map((weight) => ({ name: weight, read: file.weight(`${group}/${weight}`) }));
    },
  };
}

/**
 * The weights in `model.weights.h5` of a `.keras` file: the variables of a layer by number, the layer by its class and its
 * number among those of its class. Keras 3 also notes its name, which is sure where it is there.
 */
export function numberedWeights(file: Hdf5Reader): WeightSource {
  const groups = file.list('layers').map((name) => `layers/${name}/vars`);
  const byName = new Map(groups.map((group) => [file.text(group, 'name'), group]));
  const numbered = ({ className, number }: SourceLayer): string =>
    `layers/${snakeCase(className)}${number === 0 ? '' : `_${number}`}/vars`;
  return {
    weightsOf: (layer) => {
      const group = byName.get(layer.name) ?? numbered(layer);
      return file
        .list(group)
        .map(Number)
        .sort((a, b) => a - b)
        .map((variable) => ({ read: file.weight(`${group}/${variable}`) }));
    },
  };
}
