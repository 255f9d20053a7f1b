import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { isDisposed } from '#core/tfjs/isDisposed';
import {
  convolutionFields,
  dropoutFields,
  isUntouched,
  layerNormalizationFields,
  normalizationFields,
  replaceCall,
  topologyOf,
} from '#core/tfjs/layers';
import { cpu, type Fields, flags } from './engines';
import { override, renamed, testInsides } from './Inside';

const prototypeOf = (layer: tf.layers.Layer): object => Object.getPrototypeOf(layer) as object;
const flag = (name: string): Fields | undefined => flags()[name] as Fields | undefined;

const dense = (): tf.layers.Layer => tf.layers.dense({ units: 2, inputShape: [3] });

testInsides([
  {
    contract: 'a layer keeps the function of setCallHook in _callHook',
    check: () => {
      const layer = dense();
      expect(isUntouched(layer)).toBe(true);
      layer.setCallHook(() => undefined);
      expect(isUntouched(layer)).toBe(false);
    },
    change: () => override(tf.layers.Layer.prototype, '_callHook', renamed),
  },
  {
    contract: 'a layer runs by its own method call, with the inputs and { training }',
    check: () => {
      const seen: unknown[] = [];
      cpu.run(() => {
        const layer = tf.layers.flatten();
        replaceCall(layer, (call) => (inputs, kwargs) => {
          seen.push(kwargs.training);
          return call(inputs, kwargs);
        });
        return layer.apply(tf.zeros([2, 3, 1]), { training: true }) as tf.Tensor;
      });
      expect(seen).toEqual([true]);
    },
    change: () => override(tf.layers.Layer.prototype, 'apply', { value: (inputs: unknown) => inputs, writable: true }),
  },
  {
    contract:
      'modelFromJSON makes every weight by Layer.addWeight(name, shape, dtype, initializer), before its first wait',
    check: async () => {
      cpu.use();
      const source = tf.sequential({ layers: [dense()] });
      const prototype = tf.layers.Layer.prototype as unknown as { addWeight: (...given: unknown[]) => unknown };
      const { addWeight } = prototype;
      const made: unknown[][] = [];
      prototype.addWeight = function (this: unknown, ...given) {
        made.push(given);
        return addWeight.apply(this, given);
      };
      try {
        const building = tf.models.modelFromJSON(topologyOf(source));
        const beforeWaiting = made.length;
        const built = await building;
        built.dispose();
        expect(beforeWaiting).toBe(2);
        expect(made.map(([name, shape]) => [name, shape])).toEqual([
          ['kernel', [3, 2]],
          ['bias', [2]],
        ]);
        expect(
          made.every(([, , , initializer]) => typeof (initializer as { apply?: unknown }).apply === 'function'),
        ).toBe(true);
      } finally {
        prototype.addWeight = addWeight;
        source.dispose();
      }
    },
    change: () => {
      const { addWeight } = tf.layers.Layer.prototype as unknown as { addWeight: unknown };
      return override(prototypeOf(dense()), 'addWeight', { value: addWeight });
    },
  },
  {
    contract: 'toJSON of a network lists the config of its layers under config.layers',
    check: () => {
      cpu.use();
      const network = tf.sequential({ layers: [dense()] });
      const { config } = topologyOf(tf.model({ inputs: network.inputs, outputs: network.outputs })).config.layers.at(
        -1,
      )!;
      network.dispose();
      expect(config).toMatchObject({ units: 2 });
    },
    change: () => override(tf.LayersModel.prototype, 'toJSON', { value: () => ({}), writable: true }),
  },
  {
    contract: 'a network counts its users in _refCount, which is 0 once it is disposed of',
    check: () => {
      cpu.use();
      const network = tf.sequential({ layers: [dense()] });
      expect(isDisposed(network)).toBe(false);
      network.dispose();
      expect(isDisposed(network)).toBe(true);
    },
    change: () => override(tf.Sequential.prototype, 'dispose', { value: () => undefined, writable: true }),
  },
  {
    contract:
      'BatchNormalization keeps axis, epsilon, momentum, gamma, beta, movingMean and movingVariance in fields of these names',
    check: () => {
      cpu.use();
      const layer = tf.layers.batchNormalization({ inputShape: [4, 4, 3], epsilon: 0.5, momentum: 0.25 });
      const network = tf.sequential({ layers: [layer] });
      const { axis, epsilon, momentum, ...weights } = normalizationFields(layer);
      const names = (['gamma', 'beta', 'movingMean', 'movingVariance'] as const).map((name) => weights[name]?.shape);
      network.dispose();
      expect({ axis, epsilon, momentum, names }).toEqual({
        axis: -1,
        epsilon: 0.5,
        momentum: 0.25,
        names: [[3], [3], [3], [3]],
      });
    },
    change: () => override(prototypeOf(tf.layers.batchNormalization({})), 'movingMean', renamed),
  },
  {
    contract:
      'LayerNormalization runs call of its class, and keeps axis, epsilon, gamma and beta in fields of these names',
    check: () => {
      cpu.use();
      const layer = tf.layers.layerNormalization({ inputShape: [4, 3], epsilon: 0.5, center: false });
      const network = tf.sequential({ layers: [layer] });
      const { axis, epsilon, gamma, beta } = layerNormalizationFields(layer);
      const facts = { axis, epsilon, gamma: gamma?.shape, beta, ownCall: Object.hasOwn(layer, 'call') };
      network.dispose();
      expect(facts).toEqual({ axis: [2], epsilon: 0.5, gamma: [3], beta: null, ownCall: false });
    },
    change: () => override(prototypeOf(tf.layers.layerNormalization()), 'gamma', renamed),
  },
  {
    contract:
      'Conv2D keeps kernel, bias, activation, strides, padding, dataFormat and dilationRate in fields of these names',
    check: () => {
      cpu.use();
      const layer = tf.layers.conv2d({
        inputShape: [8, 8, 1],
        filters: 2,
        kernelSize: 3,
        padding: 'same',
        useBias: false,
      });
      const network = tf.sequential({ layers: [layer] });
      const { kernel, bias, activation, ...rest } = convolutionFields(layer);
      const { strides, padding, dataFormat, dilationRate } = rest;
      const { shape } = kernel;
      network.dispose();
      expect({
        shape,
        bias,
        activation: activation.getClassName(),
        strides,
        padding,
        dataFormat,
        dilationRate,
      }).toEqual({
        shape: [3, 3, 1, 2],
        bias: null,
        activation: 'linear',
        strides: [1, 1],
        padding: 'same',
        dataFormat: 'channelsLast',
        dilationRate: [1, 1],
      });
    },
    change: () => override(prototypeOf(tf.layers.conv2d({ filters: 1, kernelSize: 1 })), 'dilationRate', renamed),
  },
  {
    contract: 'Dropout keeps rate and noiseShape in fields of these names',
    check: () => {
      const { rate, noiseShape } = dropoutFields(tf.layers.dropout({ rate: 0.25, noiseShape: [1, 2] }));
      expect({ rate, noiseShape }).toEqual({ rate: 0.25, noiseShape: [1, 2] });
    },
    change: () => override(prototypeOf(tf.layers.dropout({ rate: 0.5 })), 'rate', renamed),
  },
  {
    contract: 'setting the flag TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES resizes the cache of sorted layers',
    check: () => {
      expect(tf.env().getNumber('TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES')).toBeGreaterThan(0);
      expect(flag('TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES')?.setHook).toBeTypeOf('function');
    },
    change: () => override(flag('TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES')!, 'setHook', { value: undefined }),
  },
]);
