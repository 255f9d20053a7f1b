import * as tf from '@tensorflow/tfjs';
import { expect, vi } from 'vitest';
import { skipAdvertisement } from '#core/tfjs/CpuBackend';
import { addressOf, currentWasmBackend, viewFloats } from '#core/tfjs/WasmBackend';
import { cpu, type Fields, flags, numDataIds, wasm } from './engines';
import { type Inside, override, testInsides } from './Inside';

const wasmModule = (): object => {
  wasm.use();
  return currentWasmBackend().wasm;
};

const wasmBackend = (): object => {
  wasm.use();
  return currentWasmBackend();
};

testInsides([
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
]);
