import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const cache = (path: string): string => fileURLToPath(new URL(`../../../../.cache/${path}`, import.meta.url));
const script = fileURLToPath(new URL('keras_reference.py', import.meta.url));

/** Keras and onnxruntime are large and none of ferkit's dependencies: this puts them into `.cache`. */
const HOW = 'node scripts/installReferences.mjs';

/** The Python that has Keras. */
export const kerasPython = cache('keras/bin/python');

/** Why nothing can be compared with Keras here; undefined where it can. */
export function whyNoKeras(): string | undefined {
  if (!existsSync(kerasPython)) return `Keras is not in .cache/keras; ${HOW} installs it`;
  try {
    execFileSync(kerasPython, [
      '-c',
      'import importlib.util as u; assert all(map(u.find_spec, ["keras", "tf_keras", "fer"]))',
    ]);
    return undefined;
  } catch {
    return `.cache/keras lacks keras, tf_keras or fer; ${HOW} installs them`;
  }
}

/** Runs `keras_reference.py`. */
export function runKeras(command: 'make' | 'score', folder: string): Promise<void> {
  const child = spawn(kerasPython, [script, command, folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  let error = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`Keras failed: ${error.slice(-3000)}`))));
  });
}

/** As much of onnxruntime-node as is used here. */
export interface OnnxRuntime {
  readonly Tensor: new (type: 'float32', values: Float32Array, shape: readonly number[]) => { readonly data: unknown };
  readonly InferenceSession: {
    create(path: string): Promise<{
      run(feeds: Readonly<Record<string, object>>): Promise<Readonly<Record<string, { readonly data: Float32Array }>>>;
    }>;
  };
}

const runtime = cache('onnxruntime/package.json');

/** Why nothing can be compared with onnxruntime here; undefined where it can. */
export function whyNoOnnxRuntime(): string | undefined {
  try {
    openOnnxRuntime();
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    return `onnxruntime-node does not load (${reason}); ${HOW} installs it`;
  }
}

export const openOnnxRuntime = (): OnnxRuntime => createRequire(runtime)('onnxruntime-node') as OnnxRuntime;

/** Says on the terminal what is left out and why, since a skipped test says nothing. */
export function announce(reason: string | undefined): boolean {
  if (reason !== undefined) console.warn(`Skipped: ${reason}.`);
  return reason !== undefined;
}
