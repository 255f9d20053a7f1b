import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { cpu, engine, type Fields } from './engines';
import { override, renamed, testInsides } from './Inside';

const state = (): Fields => engine().state as Fields;

testInsides([
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
]);
