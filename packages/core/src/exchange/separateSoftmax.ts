import { outputOf, type Network, type NetworkNode } from './Network';

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
