import * as tf from '@tensorflow/tfjs';
import { join } from 'node:path';
import util from 'node:util';
import { isFerError } from '../errors';
import { graphCompilers } from '../graphs/CompiledGraph';
import { compileSavedModel } from '../graphs/tensorflow/compileSavedModel.node';
import { registerTensorFlowKernels } from '../kernels/tensorflow/register';
import { findTensorFlowBackend, type TensorFlowBackend } from '../tfjs/TensorFlowBackend';
import { keepRegistered, rememberEngine } from '../tfjs/engineRegistry';
import type { BackendName } from './BackendProvider';
import { ownLocation, requireAt } from '../platform/node/findPackage';
import { findPeer, loadPeer, nativeCommand } from './loadPeer.node';
import { messageOf, unavailable } from './refusals';

/** The two builds of TensorFlow for Node; both register with tfjs under the one name `tensorflow`. */
export type TensorFlowPackage = '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu';

let loading: Promise<unknown> = Promise.resolve();

/**
 * Loads TensorFlow's library for Node and starts it, without making it current. A process can load only one of the two packages:
 * if one already runs, it is returned, whichever was requested.
 *
 * @throws PEER_MISSING, BACKEND_UNAVAILABLE
 */
export function loadTensorFlow(name: BackendName, packageName: TensorFlowPackage): Promise<TensorFlowBackend> {
  // Calls wait for each other, so that a second one finds the engine that the first has started.
  const engine = loading.then(() => findTensorFlowBackend() ?? load(name, packageName));
  loading = engine.catch(() => undefined);
  return engine;
}

async function load(name: BackendName, packageName: TensorFlowPackage): Promise<TensorFlowBackend> {
  const restore = rememberEngine();
  try {
    refuseForeignTfjs(name, packageName);
    replaceRemovedUtilities();
    // TensorFlow's notices on the console would disturb the program's own output. Warnings stay.
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
    // By default TensorFlow uses oneDNN only on processors with AVX-512 VNNI, but with AVX2 alone it trains faster, too.
    process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
    // Importing the package registers the engine and makes it current.
    const { exports } = await loadPeer(packageName);
    if (!isOurs(exports)) throw foreignTfjs(name, packageName);
    const engine = findTensorFlowBackend();
    if (engine === undefined) throw new Error('it registers no engine');
    keepRegistered('tensorflow', registerTensorFlowKernels);
    graphCompilers.set('tensorflow', compileSavedModel);
    return engine;
  } catch (error) {
    if (isFerError(error)) throw error;
    throw loadFailed(name, packageName, error);
  } finally {
    restore();
  }
}

/** tfjs-node 4.22 calls two functions for which Node 22 prints a warning, and which Node 23 removed. */
function replaceRemovedUtilities(): void {
  const functions = util as { isNullOrUndefined?: unknown; isArray?: unknown };
  functions.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  functions.isArray = (value: unknown) => Array.isArray(value);
}

/** Checked before loading, because a second copy of tfjs overwrites the kernels of the first when it loads. */
function refuseForeignTfjs(name: BackendName, packageName: TensorFlowPackage): void {
  const peer = requireAt(findPeer(packageName));
  const theirs = pathOf('@tensorflow/tfjs', peer);
  if (theirs === undefined || isOurs(peer.cache[theirs]?.exports)) return;
  const ours = pathOf('@tensorflow/tfjs', requireAt(ownLocation() ?? join(process.cwd(), 'package.json')));
  throw theirs === ours ? bundledTfjs(name, packageName) : foreignTfjs(name, packageName);
}

function pathOf(module: string, { resolve }: NodeJS.Require): string | undefined {
  try {
    return resolve(module);
  } catch {
    return undefined;
  }
}

const isOurs = (exports: unknown): boolean => (exports as Partial<typeof tf> | undefined)?.Tensor === tf.Tensor;

function bundledTfjs(name: BackendName, packageName: TensorFlowPackage): Error {
  const reason = `this bundle has its own copy of @tensorflow/tfjs, and ${packageName} uses the one in node_modules`;
  return unavailable(name, `${reason}: mark @ferkit/core and @tensorflow/tfjs as external in the bundler`);
}

function foreignTfjs(name: BackendName, packageName: TensorFlowPackage): Error {
  return unavailable(
    name,
    `${packageName} uses another copy of @tensorflow/tfjs than ferkit, and the tensors of one are unknown to the other`,
    `npm install @tensorflow/tfjs@${tf.version.tfjs} ${packageName}@${tf.version.tfjs} && npm dedupe`,
  );
}

function loadFailed(name: BackendName, packageName: TensorFlowPackage, error: unknown): Error {
  const message = messageOf(error);
  if (message.includes('tfjs_binding.node') || message.includes('NODE_MODULE_VERSION')) {
    const reason = `package ${packageName} is installed without a native addon for this Node (tfjs_binding.node)`;
    const install = nativeCommand(packageName) ?? `npm rebuild ${packageName} --build-addon-from-source`;
    return unavailable(name, reason, install, error);
  }
  // An interrupted download leaves an addon without its library.
  const install = message.includes('libtensorflow') ? nativeCommand(packageName) : undefined;
  return unavailable(name, `package ${packageName} is installed and does not load: ${message}`, install, error);
}
