import { isRecord } from '../isRecord';
import { keepsGraysDistinct } from '../models/ModelMetadata';
import { describeValue, type Rule } from '../options';
import { freeName, type Network, type NetworkNode } from './Network';

/**
 * The pixel values that a network expects: `0..255` unchanged, `0..1` and `-1..1` mapped to that range, or
 * `(pixel / 255 - mean) / std`.
 */
export type Scaling = '0..255' | '0..1' | '-1..1' | { readonly mean: number; readonly std: number };

/** The scaling of pixels as `(pixel / 255 - mean) / std`. */
export interface MeanAndDeviation {
  readonly mean: number;
  readonly std: number;
}

const RANGES: Readonly<Record<string, MeanAndDeviation>> = {
  '0..255': { mean: 0, std: 1 / 255 },
  '0..1': { mean: 0, std: 1 },
  '-1..1': { mean: 0.5, std: 0.5 },
};

/** Rounds to 12 digits, so that 0.5077 comes back as 0.5077 after a multiplication and its inverse. */
const roundOff = (value: number): number => Number(value.toPrecision(12));

/** Accepts a {@link Scaling}. */
export const scalingRule: Rule = {
  expected: `"0..255", "0..1", "-1..1", or a mean and a std above 0`,
  accepts: (value) =>
    typeof value === 'string'
      ? Object.hasOwn(RANGES, value)
      : isRecord(value) && keepsGraysDistinct({ mean: value.mean, std: value.std }),
  received: (value) =>
    isRecord(value)
      ? `a mean of ${describeValue(value.mean)} and a std of ${describeValue(value.std)}`
      : describeValue(value),
};

/** @param scaling - that passes {@link scalingRule} */
export const toMeanAndDeviation = (scaling: Scaling): MeanAndDeviation =>
  typeof scaling === 'string' ? RANGES[scaling]! : { mean: scaling.mean, std: scaling.std };

/** Adds a first layer that scales pixels from 0 to 255. */
export function addScaling(network: Network, { mean, std }: MeanAndDeviation): Network {
  const [input, ...rest] = network;
  const name = freeName(network, 'scaling');
  const rescaling: NetworkNode = {
    name,
    operation: { type: 'Rescaling', scale: 1 / (255 * std), offset: -mean / std },
    inputs: [input!.name],
    shape: input!.shape,
    weights: {},
  };
  return [input!, rescaling, ...replaceInput(rest, input!.name, name)];
}

/** A network without its scaling layers, and the scaling of its input that replaces them. */
interface FoldedScaling {
  readonly network: Network;
  readonly scaling: MeanAndDeviation;
}

/**
 * Removes scaling layers from the start of a network, because `toModelInput` scales the pixels of every model.
 * @param before - the scaling of the network's input
 */
export function foldScaling(network: Network, before: MeanAndDeviation): FoldedScaling {
  let folded: FoldedScaling = { network, scaling: before };
  for (;;) {
    const next = foldFirst(folded);
    if (next === undefined) return folded;
    folded = next;
  }
}

function foldFirst({ network, scaling }: FoldedScaling): FoldedScaling | undefined {
  const [input, first, ...rest] = network;
  const isOnly = network.filter(({ inputs }) => inputs.includes(input!.name)).length === 1;
  if (first?.operation.type !== 'Rescaling' || !isOnly || first.operation.scale <= 0 || rest.length === 0)
    return undefined;
  const { scale, offset } = first.operation;
  // scale * (pixel / 255 - mean) / std + offset = (pixel / 255 - (mean - offset * std / scale)) / (std / scale)
  const std = scaling.std / scale;
  return {
    network: [input!, ...replaceInput(rest, first.name, input!.name)],
    scaling: { mean: roundOff(scaling.mean - offset * std) + 0, std: roundOff(std) },
  };
}

function replaceInput(nodes: Network, from: string, to: string): NetworkNode[] {
  return nodes.map((node) => ({ ...node, inputs: node.inputs.map((name) => (name === from ? to : name)) }));
}

/** The smallest divisor of Keras' Normalization. */
const SMALLEST_DEVIATION = 1e-7;

/** Replaces each Normalization, a layer that only Keras has, by the equivalent Rescaling. */
export function resolveNormalization(network: Network): Network {
  return network.map((node): NetworkNode => {
    const { operation, weights } = node;
    if (operation.type !== 'Normalization') return node;
    const mean = operation.statistics?.mean ?? weights.mean!.values[0]!;
    const variance = operation.statistics?.variance ?? weights.variance!.values[0]!;
    const deviation = Math.max(Math.sqrt(variance), SMALLEST_DEVIATION);
    const [scale, offset] = operation.invert ? [deviation, mean] : [1 / deviation, -mean / deviation];
    return { ...node, operation: { type: 'Rescaling', scale, offset }, weights: {} };
  });
}
