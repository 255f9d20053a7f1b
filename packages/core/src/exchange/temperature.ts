import { freeName, incompatible, type Network, type NetworkNode, outputOf } from './Network';

/**
 * Adds a layer before the softmax that divides the logits by a temperature.
 * @throws MODEL_INCOMPATIBLE if the network does not end in a softmax
 */
export function addTemperature(network: Network, temperature: number): Network {
  if (temperature === 1) return network;
  const separated = separateSoftmax(network);
  if (!endsInSoftmaxLayer(separated)) {
    throw incompatible('temperature', {
      failed: 'The calibration of the model cannot be exported',
      expected: 'a network that ends in a softmax',
      received: `one that ends in ${outputOf(network).operation.type}`,
      next: 'Load the model with { metadata: { temperature: 1 } } to export it without its calibration.',
    });
  }
  const softmax = outputOf(separated);
  const division: NetworkNode = {
    name: freeName(separated, 'temperature'),
    operation: { type: 'Rescaling', scale: 1 / temperature, offset: 0 },
    inputs: softmax.inputs,
    shape: softmax.shape,
    weights: {},
  };
  return [...separated.slice(0, -1), division, { ...softmax, inputs: [division.name] }];
}

/** Removes the layer before the softmax that divides the logits, and returns its divisor; 1 if there is no such layer. */
export function foldTemperature(network: Network): { readonly network: Network; readonly temperature: number } {
  const division = network.at(-2);
  const softmax = outputOf(network);
  const operation = division?.operation;
  const isDivision =
    endsInSoftmaxLayer(network) &&
    operation?.type === 'Rescaling' &&
    operation.offset === 0 &&
    operation.scale > 0 &&
    softmax.inputs[0] === division!.name;
  if (!isDivision) return { network, temperature: 1 };
  return {
    network: [...network.slice(0, -2), { ...softmax, inputs: division!.inputs }],
    temperature: Number((1 / operation.scale).toPrecision(12)),
  };
}

/** True if the last layer of a network is a softmax and nothing else. */
export function endsInSoftmaxLayer(network: Network): boolean {
  const { operation } = outputOf(network);
  return operation.type === 'Activation' && operation.activation === 'softmax';
}

/**
 * Splits a softmax activation off the last layer into a layer of its own, so that the logits can be trained on and divided by a
 * temperature. Other networks are returned unchanged.
 */
export function separateSoftmax(network: Network): Network {
  const last = outputOf(network);
  const { operation } = last;
  if (operation.type === 'Activation' || !('activation' in operation) || operation.activation !== 'softmax')
    return network;
  const softmax: NetworkNode = {
    name: freeName(network, `${last.name}_softmax`),
    operation: { type: 'Activation', activation: 'softmax' },
    inputs: [last.name],
    shape: last.shape,
    weights: {},
  };
  return [...network.slice(0, -1), { ...last, operation: { ...operation, activation: 'linear' } }, softmax];
}
