import * as tf from '@tensorflow/tfjs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect } from 'vitest';
import { selectBackend } from '@ferkit/core';
import { engineOf } from '#core/backends/selectBackend';
import { SAVED_MODEL_TAG, writeSavedModel } from '#core/graphs/tensorflow/writeSavedModel';
import type { Engine } from '#core/tfjs/Engine';
import { currentTensorFlowBackend, listenToOperations, type TensorFlowBackend } from '#core/tfjs/TensorFlowBackend';
import { type Inside, override, renamed, testInsides } from '../contract/Inside';

let engine: Engine;
beforeAll(async () => {
  engine = engineOf(await selectBackend('tensorflow'));
});

const backend = (): TensorFlowBackend => {
  engine.use();
  return currentTensorFlowBackend();
};

const typeOf = (name: string) => ({
  name,
  type: backend().binding.TF_ATTR_TYPE,
  value: backend().binding.TF_FLOAT,
});

const insides: readonly Inside[] = [
  {
    contract:
      'isGPUPackage and isUsingGpuDevice of the backend of tfjs-node tell which package it is, and what it runs on',
    check: () =>
      expect([typeof backend().isGPUPackage, typeof backend().isUsingGpuDevice]).toEqual(['boolean', 'boolean']),
    change: () => override(backend(), 'isGPUPackage', { value: undefined }),
  },
  {
    contract: 'the binding of tfjs-node gives the version of TensorFlow as TF_Version and numbers of types as TF_...',
    check: () => {
      const { binding } = backend();
      expect(binding.TF_Version).toMatch(/^\d+\.\d+/);
      const names = ['ATTR_TYPE', 'ATTR_INT', 'ATTR_FLOAT', 'ATTR_BOOL', 'ATTR_STRING', 'FLOAT', 'INT32'] as const;
      const numbers = names.map((name) => binding[`TF_${name}`]);
      expect(numbers.every((number) => Number.isInteger(number))).toBe(true);
      expect(new Set(numbers.slice(0, 5)).size).toBe(5);
    },
    change: () => override(backend(), 'binding', { value: {} }),
  },
  ...(['executeSingleOutput', 'executeMultipleOutputs'] as const).map((method): Inside => ({
    contract: `${method} of the backend of tfjs-node runs any operation of TensorFlow`,
    check: async () => {
      const product = engine.run(() => {
        const x = tf.tensor1d([1, -2]);
        const made =
          method === 'executeSingleOutput'
            ? backend().executeSingleOutput('Relu', [typeOf('T')], [x])
            : backend().executeMultipleOutputs('Relu', [typeOf('T')], [x], 1)[0]!;
        return made;
      });
      expect([...(await product.data())]).toEqual([1, 0]);
      product.dispose();
    },
    change: () => override(backend(), method, { value: () => [], writable: true }),
  })),
  {
    contract:
      'kernels of tfjs-node run their operations by executeSingleOutput and executeMultipleOutputs, and read by readSync',
    check: () => {
      const ran: string[] = [];
      const read: tf.DataId[] = [];
      engine.run(() => {
        const x = tf.tensor1d([1, 2]);
        listenToOperations(
          backend(),
          { onOperation: (name) => ran.push(name), onRead: (dataId) => read.push(dataId) },
          () => {
            const { dataId } = tf.relu(tf.square(x));
            tf.engine().readSync(dataId);
          },
        );
      });
      expect(ran).toEqual(['Square', 'Relu']);
      expect(read).toHaveLength(1);
    },
    change: () => override(backend(), 'executeSingleOutput', renamed),
  },
  {
    contract: "tensorMap of the backend of tfjs-node gives a tensor's shape, and its type by TensorFlow's number",
    check: () =>
      engine.run(() => {
        const { dataId } = tf.tensor2d([[1, 2]], [1, 2], 'int32');
        expect(backend().tensorMap.get(dataId)).toMatchObject({ shape: [1, 2], dtype: backend().binding.TF_INT32 });
      }),
    change: () => override(backend(), 'tensorMap', renamed),
  },
  {
    contract:
      'the binding of tfjs-node runs a SavedModel on the numbers of getInputTensorIds, and createOutputTensor takes over what it gives',
    check: async () => {
      const { binding } = backend();
      const [input, middle] = [{}, {}];
      const file = writeSavedModel(
        backend(),
        {
          operations: [{ operation: 'Relu', attributes: [typeOf('T')], inputs: [input], outputs: [middle] }],
          constants: new Map(),
          outputs: [middle],
          dependsOnValues: false,
        },
        [{ dataId: input, shape: [-1], type: binding.TF_FLOAT }],
        () => binding.TF_FLOAT,
      );
      const folder = mkdtempSync(join(tmpdir(), 'ferkit-contract-'));
      writeFileSync(join(folder, 'saved_model.pb'), file);
      const model = binding.loadSavedModel(folder, SAVED_MODEL_TAG);
      rmSync(folder, { recursive: true });
      const output = engine.run(() => {
        const ids = backend().getInputTensorIds([tf.tensor1d([3, -4, 5])]);
        return binding
          .runSavedModel(model, ids, 'input0:0', 'output0:0')
          .map((made) => backend().createOutputTensor(made))[0]!;
      });
      binding.deleteSavedModel(model);
      expect([...(await output.data())]).toEqual([3, 0, 5]);
      output.dispose();
    },
    change: () => override(backend(), 'getInputTensorIds', { value: () => [] }),
  },
];

testInsides(insides);
