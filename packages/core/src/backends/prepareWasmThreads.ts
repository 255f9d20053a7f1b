import * as tf from '@tensorflow/tfjs';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_'.split('');

/** All names of one or two characters, which is what minifiers call the variables of a function. Keywords cannot be declared. */
const SHORT_NAMES = LETTERS.flatMap((first) => [first, ...LETTERS.map((second) => first + second)]).filter(
  (name) => !['as', 'do', 'if', 'in', 'is', 'of'].includes(name),
);

/**
 * Makes tfjs' WebAssembly run on half of the cores, at most four, where the page is cross-origin isolated, or on one where that cannot work: tfjs
 * would wait for ever for threads that never start.
 *
 * tfjs hands its threads the text of a function that is cut out of its surroundings. A minifier has renamed a variable of
 * these and left out the question whether it exists: each thread ends at once. So the text gets surroundings in which any such
 * name is declared, and undefined, as the variable would be. https://github.com/tensorflow/tfjs/issues/7066
 */
export async function prepareWasmThreads(): Promise<void> {
  const wantsThreads = (await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) === true;
  if (!wantsThreads || tf.env().get('IS_NODE') === true) return;
  if (!(await canStartThreads())) {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    return;
  }
  const { default: factory } =
    await import('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js');
  const text = Function.prototype.toString.call(factory);
  factory.toString = () => `(() => { var ${SHORT_NAMES.join()}; return ${text}; })()`;
}

/** Whether scripts of the page's own making may run as workers: a content security policy without `worker-src blob:` forbids it. */
function canStartThreads(): Promise<boolean> {
  const address = URL.createObjectURL(new Blob(['postMessage(0)'], { type: 'text/javascript' }));
  return new Promise<boolean>((resolve) => {
    let worker: Worker;
    try {
      worker = new Worker(address);
    } catch {
      resolve(false);
      return;
    }
    const answer = (can: boolean): void => {
      worker.terminate();
      resolve(can);
    };
    worker.onmessage = () => answer(true);
    worker.onerror = () => answer(false);
  }).finally(() => URL.revokeObjectURL(address));
}
