import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { interceptKernels, replaceGradient, runKernel, shareData, toTensor } from '#core/tfjs/kernels';
import { cpu, engine, numDataIds, wasm } from './engines';
import { type Inside, override, renamed, testInsides } from './Inside';

testInsides([
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
]);
