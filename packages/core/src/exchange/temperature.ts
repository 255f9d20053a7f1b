import { incompatible, type Network, type NetworkNode, outputOf } from './Network';

/**
 * Lets a network divide its logits by a temperature, by a layer before its softmax.
 * @throws MODEL_INCOMPATIBLE where it does not end in a softmax
 */
export function addTemperature(network: Network, temperature: number): Network {
  if (temperature === 1) return network;
  const separated = separateSoftmax(network);
  if (!endsInSoftmax(separated)) {
    throw incompatible('temperature', {
      failed: 'The calibration of the model cannot be exported',
      expected: 'a network that ends in a softmax',
      received: `one that ends in ${outputOf(network).operation.type}`,
      next: 'Set the temperature to 1 with model.annotate({ temperature: 1 }) to export it without.',
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

/** Takes a layer that divides the logits off the end of a network, and tells by what it does. */
export function foldTemperature(network: Network): { readonly network: Network; readonly temperature: number } {
  const division = network.at(-2);
  const softmax = outputOf(network);
  const operation = division?.operation;
  const isDivision =
    endsInSoftmax(network) &&
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

/** A name that no node has. */
export function freeName(network: Network, wish: string): string {
  const names = new Set(network.map(({ name }) => name));
  let name = wish;
  for (let number = 1; names.has(name); number++) name = `${wish}_${number}`;
  return name;
}

/** Whether a network ends in a softmax that is a layer of its own. */
export function endsInSoftmax(network: Network): boolean {
  const { operation } = outputOf(network);
  return operation.type === 'Activation' && operation.activation === 'softmax';
}

/**
 * Makes a softmax that the last layer ends in a layer of its own, so that there are logits to train on and to divide by a
 * temperature. Other networks are returned as they are.
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
