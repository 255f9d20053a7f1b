import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, vi } from 'vitest';
import { selectBackend } from '@ferkit/core';
import { engineOf } from '#core/backends/selectBackend';
import { skipAdvertisement } from '#core/tfjs/CpuBackend';
import { Engine } from '#core/tfjs/Engine';
import { addressOf, currentWasmBackend, viewFloats } from '#core/tfjs/WasmBackend';
import { isDisposed } from '#core/tfjs/isDisposed';
import { interceptKernels, replaceGradient, runKernel, shareData, toTensor } from '#core/tfjs/kernels';
import {
  convolutionFields,
  dropoutFields,
  isUntouched,
  layerNormalizationFields,
  normalizationFields,
  replaceCall,
  topologyOf,
} from '#core/tfjs/layers';
import { type Inside, override, renamed, testInsides } from './Inside';

let cpu: Engine;
let wasm: Engine;
beforeAll(async () => {
  wasm = engineOf(await selectBackend('wasm'));
  cpu = engineOf(await selectBackend('cpu'));
});

/** tfjs' engine as it is, without its typings. */
type Fields = Record<string, unknown>;
const engine = (): Fields => tf.engine() as unknown as Fields;
const state = (): Fields => engine().state as Fields;
const prototypeOf = (layer: tf.layers.Layer): object => Object.getPrototypeOf(layer) as object;

const engineInsides: readonly Inside[] = [
  {
    contract: 'the engine holds the name of the current backend in backendName and its instance in backendInstance',
    check: () => {
      cpu.use();
      expect(engine().backendName).toBe('cpu');
      expect(engine().backendInstance).toBe(tf.findBackend('cpu'));
    },
    change: () => override(engine(), 'backendName', renamed),
  },
  {
    contract: 'setBackend makes a started backend current before its first wait',
    check: () => {
      void tf.setBackend('cpu');
      void tf.setBackend('wasm');
      expect(tf.getBackend()).toBe('wasm');
    },
    change: () => override(engine(), 'setBackend', { value: () => Promise.resolve(true) }),
  },
  {
    contract: 'the engine holds started backends by name in registry',
    check: () => expect((engine().registry as Fields).cpu).toBe(tf.findBackend('cpu')),
    change: () => override(engine(), 'registry', { value: {}, writable: true }),
  },
  {
    contract: 'the engine holds factory and priority of registered backends by name in registryFactory',
    check: () => {
      const factory = () => tf.findBackend('cpu');
      tf.registerBackend('contract', factory, 7);
      const entry = (engine().registryFactory as Fields).contract;
      Reflect.deleteProperty(engine().registryFactory as Fields, 'contract');
      expect(entry).toMatchObject({ factory, priority: 7 });
    },
    change: () => override(engine(), 'registryFactory', { value: new Proxy({}, { set: () => true }) }),
  },
  {
    contract:
      "the tape of a gradient keeps its saved tensors in state.activeTape and its depth in state.gradientDepth, and keeps both from tf.tidy's end",
    check: () => {
      const before = tf.memory().numTensors;
      let tape: readonly { readonly saved: readonly tf.Tensor[] }[] = [];
      let depth: unknown;
      const fail = (): tf.Tensor =>
        cpu.run(() =>
          tf.grad((x) => {
            tf.square(tf.mul(x, 2));
            tape = [...(state().activeTape as typeof tape)];
            depth = state().gradientDepth;
            throw new Error('a failing gradient');
          })(tf.tensor1d([1, 2])),
        );
      expect(fail).toThrow('a failing gradient');
      expect(depth).toBe(1);
      expect(state().gradientDepth).toBe(0);
      expect(tape.flatMap(({ saved }) => saved).length).toBeGreaterThan(0);
      expect(tf.memory().numTensors).toBe(before);
    },
    change: () => override(state(), 'activeTape', { get: () => [], set: () => undefined }),
  },
  {
    contract: 'the engine makes variables by makeVariable, and holds them by name in state.registeredVariables',
    check: () => {
      const asked: unknown[] = [];
      const make = tf.engine().makeVariable.bind(tf.engine());
      const restore = override(engine(), 'makeVariable', {
        value: (...input: Parameters<typeof make>) => {
          asked.push(input[2]);
          return make(...input);
        },
      });
      try {
        const variable = cpu.run(() => tf.keep(tf.variable(tf.scalar(1), true, 'contract')));
        expect(asked).toEqual(['contract']);
        expect((state().registeredVariables as Fields).contract).toBe(variable);
        variable.dispose();
        expect((state().registeredVariables as Fields).contract).toBeUndefined();
      } finally {
        restore();
      }
    },
    change: () => override(state(), 'registeredVariables', { get: () => ({}) }),
  },
  {
    contract: 'isTapeOn is false while a gradient is computed, and true where it is differentiated again',
    check: () => {
      const seen: boolean[] = [];
      const gradient = tf.customGrad((x: unknown) => ({
        value: tf.mul(x as tf.Tensor, 2),
        gradFunc: (dy: tf.Tensor) => {
          seen.push(tf.engine().isTapeOn());
          return tf.mul(dy, 2);
        },
      }));
      cpu.run(() => tf.grad((x) => gradient(x))(tf.scalar(3)));
      cpu.run(() => tf.grad((x) => tf.grad((y) => tf.square(gradient(y)))(x))(tf.scalar(3)));
      expect(seen.slice(0, 2)).toEqual([false, true]);
    },
    change: () => override(engine(), 'isTapeOn', { value: () => true }),
  },
];

/** Tensors' data in the memory of the current backend. */
const numDataIds = (): number => tf.backend().numDataIds();

const kernelInsides: readonly Inside[] = [
  {
    contract: 'every engine has a kernel Reshape, which has a gradient',
    check: () => {
      for (const name of ['cpu', 'wasm']) expect(tf.getKernel('Reshape', name)).toBeDefined();
      expect(tf.getGradient('Reshape')).toBeDefined();
    },
    change: () => {
      const kernel = tf.getKernel('Reshape', 'cpu');
      tf.unregisterKernel('Reshape', 'cpu');
      return () => tf.registerKernel(kernel);
    },
  },
  {
    contract: 'operations and gradients run their kernels by the method runKernel of the engine',
    check: () => {
      const names: string[] = [];
      cpu.run(() =>
        interceptKernels(
          (run) => (name, inputs, attributes) => {
            names.push(name);
            return run(name, inputs, attributes);
          },
          () => tf.grad((x) => tf.relu(tf.square(x)))(tf.tensor1d([1, -2])),
        ),
      );
      expect(names).toEqual(expect.arrayContaining(['Square', 'Relu', 'Step', 'Multiply']));
      expect(Object.hasOwn(engine(), 'runKernel')).toBe(false);
    },
    change: () => override(engine(), 'runKernel', renamed),
  },
  {
    contract: 'a kernel saves tensors for its gradient by running the kernel Identity on them',
    check: () => {
      let depth = 0;
      const nested: string[] = [];
      cpu.run(() =>
        interceptKernels(
          (run) => (name, inputs, attributes) => {
            if (depth++ > 0) nested.push(name);
            try {
              return run(name, inputs, attributes);
            } finally {
              depth--;
            }
          },
          () => tf.grad((x) => tf.square(x))(tf.tensor1d([1, -2])),
        ),
      );
      expect(nested).toContain('Identity');
    },
    change: () => override(engine(), 'clone', { value: (tensor: tf.Tensor) => tensor }),
  },
  {
    contract: 'makeTensorFromTensorInfo of the engine makes a tensor of the output of a kernel, in the current scope',
    check: async () => {
      const before = tf.memory().numTensors;
      const shared = cpu.run(() => toTensor(shareData(tf.backend(), tf.tensor1d([1, 2]))));
      expect([...(await shared.data())]).toEqual([1, 2]);
      shared.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
    change: () => override(engine(), 'makeTensorFromTensorInfo', { value: undefined }),
  },
  ...(['cpu', 'wasm'] as const).map((name): Inside => ({
    contract: `incRef of the ${name} backend adds a reference to data, and disposeData frees it with the last one`,
    check: async () => {
      const owner = name === 'cpu' ? cpu : wasm;
      owner.use();
      const first = tf.tensor1d([1, 2, 3]);
      const second = toTensor(shareData(tf.backend(), first));
      first.dispose();
      expect([...(await second.data())]).toEqual([1, 2, 3]);
      owner.use();
      const before = numDataIds();
      second.dispose();
      expect(numDataIds()).toBe(before - 1);
    },
    change: () => override(tf.findBackend(name), 'incRef', { value: () => undefined }),
  })),
  {
    contract: 'getGradient gives the gradient of a kernel, and registerGradient replaces it',
    check: async () => {
      const original = tf.getGradient('Square');
      replaceGradient('cpu', 'Square', () => ({ x: () => tf.scalar(42) }));
      const differentiate = (): tf.Tensor => tf.grad((x) => tf.square(x))(tf.scalar(3));
      const gradients = [cpu.run(differentiate), wasm.run(differentiate)];
      tf.registerGradient(original);
      const values = await Promise.all(gradients.map((gradient) => gradient.data()));
      tf.dispose(gradients);
      expect(values.map(([value]) => value)).toEqual([42, 6]);
    },
    change: () => override(engine(), 'isTapeOn', { value: () => true }),
  },
  {
    contract: 'runKernel of the engine gives one tensor, or a list of several, as the kernel does',
    check: () => {
      const sizes = cpu.run(() => {
        const x = tf.tensor1d([1, 2, 3]);
        return [
          runKernel('Square', { x }).length,
          runKernel('SplitV', { x }, { numOrSizeSplits: [1, 2], axis: 0 }).length,
        ].join();
      });
      expect(sizes).toBe('1,2');
    },
    change: () => override(engine(), 'runKernel', { value: () => [] }),
  },
];

const dense = (): tf.layers.Layer => tf.layers.dense({ units: 2, inputShape: [3] });

const layerInsides: readonly Inside[] = [
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
];

const flags = (): Fields => (tf.env() as unknown as { flagRegistry: Fields }).flagRegistry;
const flag = (name: string): Fields | undefined => flags()[name] as Fields | undefined;

const wasmModule = (): object => {
  wasm.use();
  return currentWasmBackend().wasm;
};

const wasmBackend = (): object => {
  wasm.use();
  return currentWasmBackend();
};

const wasmInsides: readonly Inside[] = [
  {
    contract: 'the wasm backend finds a tensor in its heap by dataIdMap.get(dataId).memoryOffset and wasm.HEAPU8',
    check: () =>
      wasm.run(() => {
        const numbers = tf.tensor1d([1, 2, 3]);
        const backend = currentWasmBackend();
        expect([...viewFloats(backend, numbers)]).toEqual([1, 2, 3]);
        expect([...backend.typedArrayFromHeap(numbers)]).toEqual([1, 2, 3]);
      }),
    change: () => override(wasmModule(), 'HEAPU8', { get: () => new Uint8Array(2 ** 16), set: () => undefined }),
  },
  {
    contract: 'makeOutput of the wasm backend allocates a tensor with one reference, and disposeData frees it',
    check: () =>
      wasm.run(() => {
        const backend = currentWasmBackend();
        const output = backend.makeOutput([2, 2], 'float32');
        expect(addressOf(backend, output)).toBeGreaterThan(0);
        const before = numDataIds();
        expect(backend.disposeData(output.dataId)).toBe(true);
        expect(numDataIds()).toBe(before - 1);
      }),
    change: () => override(wasmBackend(), 'makeOutput', { value: () => ({ dataId: {} }) }),
  },
  {
    contract: 'the wasm module allocates by _malloc and _free, and tfjs allocates by its _malloc too',
    check: () =>
      wasm.run(() => {
        const { wasm: module } = currentWasmBackend();
        const address = module._malloc(64);
        expect(address).not.toBe(0);
        module._free(address);
        const malloc = vi.spyOn(module, '_malloc');
        try {
          tf.tensor1d([1, 2]).square();
          expect(malloc).toHaveBeenCalled();
        } finally {
          malloc.mockRestore();
        }
      }),
    change: () => override(wasmModule(), '_malloc', { value: () => 0, writable: true }),
  },
  {
    contract: 'without threads, the wasm module has its memory in asm.memory, the buffer of HEAPU8',
    check: () => {
      wasm.use();
      const { asm, HEAPU8 } = currentWasmBackend().wasm;
      expect(asm?.memory).toBeInstanceOf(WebAssembly.Memory);
      expect((asm!.memory as WebAssembly.Memory).buffer).toBe(HEAPU8.buffer);
    },
    change: () => override(wasmModule(), 'asm', { value: {} }),
  },
  ...['WASM_HAS_SIMD_SUPPORT', 'WASM_HAS_MULTITHREAD_SUPPORT'].map((name): Inside => ({
    contract: `the flag ${name} chooses among the three files of tfjs-backend-wasm`,
    check: async () => expect(await tf.env().getAsync(name)).toBeTypeOf('boolean'),
    change: () => {
      const [undoFlag, undoValue] = [
        override(flags(), name, { value: undefined }),
        override((tf.env() as unknown as { flags: Fields }).flags, name, { value: undefined }),
      ];
      return () => {
        undoFlag();
        undoValue();
      };
    },
  })),
];

const cpuInsides: readonly Inside[] = [
  {
    contract: 'the cpu backend advertises tfjs-node at its first tensor, unless its field firstUse is false',
    check: () => {
      cpu.use();
      const instance = tf.findBackend('cpu') as tf.KernelBackend & { firstUse: boolean };
      const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
      try {
        instance.firstUse = true;
        tf.tidy(() => void tf.tensor1d([1]));
        expect(warn).toHaveBeenCalledTimes(1);
        instance.firstUse = true;
        skipAdvertisement(instance);
        tf.tidy(() => void tf.tensor1d([1]));
        expect(warn).toHaveBeenCalledTimes(1);
      } finally {
        warn.mockRestore();
        instance.firstUse = false;
      }
    },
    change: () => override(tf.findBackend('cpu'), 'firstUse', { get: () => false, set: () => undefined }),
  },
];

testInsides([...engineInsides, ...kernelInsides, ...layerInsides, ...wasmInsides, ...cpuInsides]);
