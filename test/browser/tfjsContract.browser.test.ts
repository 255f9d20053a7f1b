import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect } from 'vitest';
import { selectBackend } from '@ferkit/core';
import { engineOf } from '#core/backends/selectBackend';
import type { Engine } from '#core/tfjs/Engine';
import { useFloat32Epsilon, webglContextOf } from '#core/tfjs/WebglBackend';
import { layoutThreads, float32, type WebgpuBackend, int32 } from '#core/tfjs/WebgpuBackend';
import { answerFetch } from '#core/tfjs/wasmFiles';
import { type Inside, override, testInsides } from '../core/tfjs/contract/Inside';

let webgl: Engine;
let webgpu: Engine;
beforeAll(async () => {
  webgl = engineOf(await selectBackend('webgl', { verify: false }));
  webgpu = engineOf(await selectBackend('webgpu', { verify: false }));
});

const webglBackend = (): tf.KernelBackend => tf.findBackend('webgl');
const webgpuBackend = (): WebgpuBackend => tf.findBackend('webgpu') as unknown as WebgpuBackend;

const flags = (): Record<string, unknown> =>
  (tf.env() as unknown as { flagRegistry: Record<string, unknown> }).flagRegistry;

const insides: readonly Inside[] = [
  {
    contract: 'the webgl backend has its WebGL context in gpgpu.gl',
    check: () => expect(webglContextOf(webglBackend()).isContextLost()).toBe(false),
    change: () => override(webglBackend(), 'gpgpu', { value: {} }),
  },
  {
    contract: 'floatPrecisionValue of the webgl backend decides its epsilon',
    check: () => {
      webgl.use();
      const instance = webglBackend() as tf.KernelBackend & { floatPrecisionValue: number };
      const original = instance.floatPrecisionValue;
      instance.floatPrecisionValue = 16;
      const coarse = instance.epsilon();
      useFloat32Epsilon(instance);
      const fine = instance.epsilon();
      instance.floatPrecisionValue = original;
      expect([coarse, fine]).toEqual([1e-4, 1e-7]);
    },
    change: () => override(webglBackend(), 'epsilon', { value: () => 1e-4 }),
  },
  ...['WEBGL_VERSION', 'WEBGL_RENDER_FLOAT32_ENABLED'].map((name): Inside => ({
    contract: `the flag ${name} describes this browser's WebGL`,
    check: () => expect(flags()).toHaveProperty(name),
    change: () => {
      const registry = flags();
      const value = registry[name];
      Reflect.deleteProperty(registry, name);
      return () => {
        registry[name] = value;
      };
    },
  })),
  {
    contract: 'the webgpu backend has its GPUDevice in device, with the promise lost',
    check: () => {
      expect(webgpuBackend().device).toBeInstanceOf(GPUDevice);
      expect(webgpuBackend().device.lost).toBeInstanceOf(Promise);
    },
    change: () => override(webgpuBackend(), 'device', { value: undefined }),
  },
  {
    contract:
      'runWebGPUProgram of the webgpu backend runs WGSL with inputs by getX, uniforms in order and setOutputAtIndex',
    check: async () => {
      const result = webgpu.run(() => {
        const x = tf.tensor1d([1, 2, 3]);
        const program = {
          variableNames: ['x'],
          variableComponents: [1],
          uniforms: 'numbers : i32, factor : f32,',
          outputShape: [3],
          outputComponent: 1,
          ...layoutThreads(3),
          shaderKey: 'ferkitContract',
          getUserCode: () => `
            fn main(index : i32) {
              if (index >= uniforms.numbers) { return; }
              setOutputAtIndex(index, getX(index) * uniforms.factor);
            }`,
        };
        const output = webgpuBackend().runWebGPUProgram(program, [x], 'float32', [int32(3), float32(2)]);
        return tf.engine().makeTensorFromTensorInfo(output);
      });
      expect([...(await result.data())]).toEqual([2, 4, 6]);
      result.dispose();
    },
    change: () => override(webgpuBackend(), 'runWebGPUProgram', { value: undefined, writable: true }),
  },
  {
    contract: 'incRef of the webgpu backend adds a reference to data, and disposeData frees it with the last one',
    check: () =>
      webgpu.run(() => {
        const x = tf.tensor1d([1, 2]);
        webgpuBackend().incRef(x.dataId);
        expect(webgpuBackend().disposeData(x.dataId)).toBe(false);
        expect(tf.backend().refCount(x.dataId)).toBe(1);
      }),
    change: () => override(webgpuBackend(), 'incRef', { value: () => undefined }),
  },
  {
    contract: 'tfjs fetches by the method fetch of the platform in its environment, and instantiates the bytes at once',
    check: async () => {
      const module = await WebAssembly.compile(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
      const { stop } = answerFetch('tfjs-backend-wasm-simd.wasm', module);
      try {
        const response = await tf.util.fetch('tfjs-backend-wasm-simd.wasm');
        // As tfjs-backend-wasm does.
        const output = await new Promise((resolve) => {
          void response.arrayBuffer().then((binary) => void WebAssembly.instantiate(binary, {}).then(resolve));
        });
        expect(output).toMatchObject({ instance: expect.any(WebAssembly.Instance) as object, module });
      } finally {
        stop();
      }
    },
    change: () =>
      override(tf.env(), 'platform', {
        get: () => ({ fetch: () => Promise.reject(new Error('another way')) }),
      }),
  },
];

testInsides(insides);
