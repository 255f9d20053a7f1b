import * as tf from '@tensorflow/tfjs';

type Call = tf.layers.Layer['call'];

/** A function that tfjs calls at each run of a layer, which its typings hide. */
interface Hooked {
  readonly _callHook: unknown;
}

/** The functions with which {@link replaceCall} replaced the `call` of a class. */
const wrappers = new WeakSet<Call>();

/** True if a layer runs the `call` of its class or one of {@link replaceCall}, so no user has replaced it or added a hook. */
export function isUntouched(layer: tf.layers.Layer): boolean {
  const own = Object.getOwnPropertyDescriptor(layer, 'call')?.value as Call | undefined;
  return (own === undefined || wrappers.has(own)) && (layer as unknown as Hooked)._callHook == null;
}

/**
 * Replaces the `call` of a layer. Outside of training, the replacement must compute the same.
 * @param wrap - receives the present `call`
 * @returns a function that restores the layer
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

/**
 * Replaces the `call` of a tfjs class, for all layers of the class and for good. The replacement must compute the same.
 * @param example - a layer of the class
 * @param wrap - receives the layer that is called, and the original `call`
 */
export function replaceCallOfClass(example: tf.layers.Layer, wrap: (layer: tf.layers.Layer, call: Call) => Call): void {
  const prototype = Object.getPrototypeOf(example) as tf.layers.Layer;
  const original = Reflect.get<tf.layers.Layer, 'call'>(prototype, 'call');
  prototype.call = function (this: tf.layers.Layer, inputs, kwargs) {
    return wrap(this, original.bind(this))(inputs, kwargs);
  };
}

/** Layers of tfjs that run the same kernels in training for all input values, and have no side effects. */
export const capturableLayers: ReadonlySet<string> = new Set([
  'Activation',
  'Add',
  'Average',
  'AveragePooling2D',
  'Concatenate',
  'Conv1D',
  'Conv2D',
  'Conv2DTranspose',
  'Cropping2D',
  'Dense',
  'DepthwiseConv2D',
  'ELU',
  'Flatten',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling2D',
  'InputLayer',
  'LayerNormalization',
  'LeakyReLU',
  'MaxPooling2D',
  'Maximum',
  'Minimum',
  'Multiply',
  'PReLU',
  'Permute',
  'ReLU',
  'Reshape',
  'SeparableConv2D',
  'Softmax',
  'UpSampling2D',
  'ZeroPadding2D',
]);

/**
 * True if a layer runs the same kernels at each step. Layers of users, and layers to which users gave another `call` or a hook, are
 * excluded: they may draw random numbers, count their calls or depend on their input values.
 */
export const isCapturable = (layer: tf.layers.Layer): boolean =>
  capturableLayers.has(layer.getClassName()) && isUntouched(layer);

/** Layers that run the same kernels in prediction, where noise layers are inactive and running statistics do not change. */
export const capturableInPrediction: ReadonlySet<string> = new Set([
  ...capturableLayers,
  'AlphaDropout',
  'BatchNormalization',
  'Dropout',
  'GaussianDropout',
  'GaussianNoise',
  'SpatialDropout1D',
]);

/** As {@link isCapturable}, outside of training. */
export const isCapturableInPrediction = (layer: tf.layers.Layer): boolean =>
  capturableInPrediction.has(layer.getClassName()) && isUntouched(layer);

/** True if a layer is a softmax and nothing else, so that its inputs are the logits. */
export const isSoftmaxLayer = (layer: tf.layers.Layer): boolean =>
  layer.getClassName() === 'Softmax' ||
  (layer.getClassName() === 'Activation' && layer.getConfig().activation === 'softmax');

/** True for a network with a known input, also one of another copy of tfjs, which shares the engine of this one. */
export function isNetwork(value: unknown): value is tf.LayersModel {
  if (typeof value !== 'object' || value === null) return false;
  const { inputs, outputs, layers, weights, apply, dispose } = value as Partial<Record<keyof tf.LayersModel, unknown>>;
  const areFunctions = typeof apply === 'function' && typeof dispose === 'function';
  return areFunctions && [inputs, outputs, layers, weights].every(Array.isArray);
}

/** The layer that computes the output of a network; of a network within it, if that is its last layer. */
export function outputLayer(network: tf.LayersModel): tf.layers.Layer {
  const { sourceLayer } = network.outputs[0]!;
  return isNetwork(sourceLayer) ? outputLayer(sourceLayer) : sourceLayer;
}

/** True if a layer computes a softmax over the last axis, as its activation too. */
function givesProbabilities(layer: tf.layers.Layer): boolean {
  const { activation, axis } = layer.getConfig();
  const isLastAxis = axis === undefined || axis === null || axis === -1 || axis === layer.outputShape.length - 1;
  return layer.getClassName() === 'Softmax' ? isLastAxis : activation === 'softmax';
}

/** True if a network gives probabilities that sum to 1: its last layer is a softmax over the last axis, or has that activation. */
export const endsInSoftmax = (network: tf.LayersModel): boolean => givesProbabilities(outputLayer(network));

/** Layers that give the numbers of their input. */
const passingLayers: ReadonlySet<string> = new Set([
  'AlphaDropout',
  'Dropout',
  'Flatten',
  'GaussianDropout',
  'GaussianNoise',
  'Reshape',
  'SpatialDropout1D',
]);

/** True if the last softmax of a network has probabilities as its input, which makes all scores similar. */
export function repeatsSoftmax(network: tf.LayersModel): boolean {
  const last = network.outputs[0]!;
  if (!isSoftmaxLayer(last.sourceLayer)) return false;
  let [input] = last.inputs;
  while (input !== undefined && passingLayers.has(input.sourceLayer.getClassName())) [input] = input.inputs;
  if (input === undefined) return false;
  const { sourceLayer: source } = input;
  return isNetwork(source) ? endsInSoftmax(source) : givesProbabilities(source);
}

/**
 * True if only layers without weights are between the last softmax of a network and one before it. They may scale or average the
 * probabilities, or take their logarithms.
 */
export function isFedBySoftmax(network: tf.LayersModel): boolean {
  const last = network.outputs[0]!;
  if (!isSoftmaxLayer(last.sourceLayer)) return false;
  let { inputs } = last;
  while (inputs.length === 1) {
    const { sourceLayer } = inputs[0]!;
    if (isNetwork(sourceLayer) || sourceLayer.weights.length > 0) return false;
    if (givesProbabilities(sourceLayer)) return true;
    ({ inputs } = inputs[0]!);
  }
  return false;
}

/** The fields of tfjs' `BatchNormalization` that its typings hide. */
export interface NormalizationFields {
  readonly axis: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma?: tf.LayerVariable;
  readonly beta?: tf.LayerVariable;
  readonly movingMean: tf.LayerVariable;
  readonly movingVariance: tf.LayerVariable;
}

/** The fields of a layer of class `BatchNormalization`. */
export const normalizationFields = (layer: tf.layers.Layer): NormalizationFields =>
  layer as unknown as NormalizationFields;

/** The fields of tfjs' `LayerNormalization` that its typings hide. */
export interface LayerNormalizationFields {
  /** Ascending, from 0 at the batch. */
  readonly axis: readonly number[];
  readonly epsilon: number;
  readonly gamma: tf.LayerVariable | null;
  readonly beta: tf.LayerVariable | null;
}

/** The fields of a built layer of class `LayerNormalization`. */
export const layerNormalizationFields = (layer: tf.layers.Layer): LayerNormalizationFields =>
  layer as unknown as LayerNormalizationFields;

/** The fields of tfjs' convolutional layers that its typings hide. */
export interface ConvolutionFields {
  readonly kernel: tf.LayerVariable;
  readonly bias: tf.LayerVariable | null;
  readonly activation: { getClassName(): string };
  readonly strides: [number, number];
  readonly padding: 'same' | 'valid';
  readonly dataFormat: string;
  readonly dilationRate: number | [number, number];
}

/** The fields of a layer of class `Conv2D`. */
export const convolutionFields = (layer: tf.layers.Layer): ConvolutionFields => layer as unknown as ConvolutionFields;

/** The fields of tfjs' `Dropout` that its typings hide. */
export interface DropoutFields {
  readonly rate: number;
  readonly noiseShape: unknown;
}

/** The fields of a layer of class `Dropout`. */
export const dropoutFields = (layer: tf.layers.Layer): DropoutFields => layer as unknown as DropoutFields;

/** The topology of a network as `tf.models.modelFromJSON` reads it. */
export type NetworkTopology = Parameters<typeof tf.models.modelFromJSON>[0] & {
  readonly config: { readonly layers: readonly { readonly config: Record<string, unknown> }[] };
};

/** Describes the layers of a network without their weights. The description is a copy, which may be changed and built again. */
export const topologyOf = (network: tf.LayersModel): NetworkTopology =>
  network.toJSON(null, false) as unknown as NetworkTopology;
