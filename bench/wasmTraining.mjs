// How much faster does a network train on wasm with ferkit's kernels than with tfjs' stock kernels?
//   node bench/wasmTraining.mjs [steps]
//   node --import tsx bench/wasmTraining.mjs --layers    (milliseconds of normalisation layers on 16 x 24 x 24 x 32 numbers)
// Trains the network of the preset `bst261` and one of depthwise convolutions at batch 64 in child processes, the sides in turn, and prints
// milliseconds of processor time for each trained image. The composed side is ferkit without its SIMD kernels, as in a browser
// without SIMD. The stock side gets naive kernels for the gradients that it lacks.
import { performance } from 'node:perf_hooks';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { recordResult, versionOf } from './recordResult.mjs';

const batch = 64;
const [first, ...rest] = process.argv.slice(2);

if (first === '--layers') await compareLayers();
else if (first === '--child') await measure(rest[0], rest[1], Number(rest[2]));
else compare(Number(first ?? 5));

/** Two rounds of all sides in turn, so that a change of the machine's speed affects all. */
function compare(steps) {
  const cells = [];
  for (const network of ['bst261', 'modern']) {
    const best = { ours: Infinity, composed: Infinity, stock: Infinity };
    const sides = Object.keys(best);
    for (const side of [...sides, ...sides]) {
      const { wall, processor, loss } = runChild(
        side,
        network,
        side === 'ours' ? steps : Math.max(1, Math.ceil(steps / 3)),
      );
      best[side] = Math.min(best[side], processor);
      console.log(
        `${network.padEnd(7)} ${side.padEnd(8)} ${processor.toFixed(2)} ms processor, ${wall.toFixed(2)} ms wall a trained image, loss of the second step ${loss.toFixed(5)}`,
      );
    }
    console.log(
      `${network}: ours ${best.ours.toFixed(2)} ms, composed ${best.composed.toFixed(2)} ms (${(best.composed / best.ours).toFixed(1)}x), ` +
        `stock ${best.stock.toFixed(2)} ms (${(best.stock / best.ours).toFixed(1)}x)`,
    );
    cells.push({
      what: `${network === 'modern' ? 'a network of depthwise convolutions' : network}: an image of a training step`,
      unit: 'ms of processor time',
      ours: best.ours,
      peers: { 'ferkit without SIMD kernels': best.composed, 'stock tfjs with plain gradients': best.stock },
    });
  }
  recordResult(cells, { tfjs: versionOf('@tensorflow/tfjs') });
}

function runChild(side, network, steps) {
  const child = spawnSync(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(import.meta.url), '--child', side, network, String(steps)],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], cwd: fileURLToPath(new URL('..', import.meta.url)) },
  );
  if (child.status !== 0) throw new Error(`The ${side} side ended with status ${child.status}.`);
  return JSON.parse(child.stdout.trim().split('\n').at(-1));
}

async function measure(side, network, steps) {
  const tf = await import('@tensorflow/tfjs');
  await import('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend('wasm');
  if (side !== 'stock') {
    // The SIMD kernels run on this memory alone.
    const { wasm } = tf.backend();
    if (side === 'composed') wasm.asm = { ...wasm.asm, memory: undefined };
    const { registerWasmKernels } = await import('#core/kernels/wasm/register.ts');
    registerWasmKernels();
  } else {
    registerNaiveGradients(tf);
  }
  const model = network === 'bst261' ? buildSeed(tf) : buildModern(tf);
  const optimizer = tf.train.adam(0.001);
  const pixels = tf.randomUniform([batch, 48, 48, 1], 0, 1, 'float32', 1);
  const labels = tf.oneHot(tf.randomUniform([batch], 0, 6, 'int32', 2), 6);
  const cost = () => tf.losses.softmaxCrossEntropy(labels, model.apply(pixels, { training: true }));
  const step = () => optimizer.minimize(cost, true);

  const profile = process.env.FERKIT_PROFILE === undefined ? undefined : profileKernels(tf);
  step().dispose();
  profile?.clear();
  const walls = [];
  const processors = [];
  let loss;
  for (let index = 0; index < steps; index++) {
    const wall = performance.now();
    const processor = process.cpuUsage();
    const value = step();
    const used = process.cpuUsage(processor);
    walls.push((performance.now() - wall) / batch);
    processors.push((used.user + used.system) / 1000 / batch);
    loss ??= (await value.data())[0];
    value.dispose();
  }
  if (profile !== undefined) {
    const rows = [...profile.entries()].sort((left, right) => right[1].time - left[1].time).slice(0, 30);
    for (const [kernel, { time, calls }] of rows) {
      console.error(
        `${kernel.padEnd(40)} ${(time / steps / batch).toFixed(3)} ms an image, ${calls / steps} calls a step`,
      );
    }
  }
  console.log(JSON.stringify({ wall: median(walls), processor: median(processors), loss }));
}

/** Layer normalisation beside batch normalisation, in prediction and with its gradients. */
async function compareLayers() {
  const tf = await import('@tensorflow/tfjs');
  await import('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend('wasm');
  const { registerWasmKernels } = await import('#core/kernels/wasm/register.ts');
  registerWasmKernels();
  const x = tf.randomNormal([16, 24, 24, 32]);
  const measureCalls = (call) => {
    const times = Array.from({ length: 12 }, () => {
      const from = performance.now();
      tf.tidy(() => void call());
      return performance.now() - from;
    });
    return median(times.slice(2)).toFixed(2);
  };
  for (const layer of [tf.layers.layerNormalization(), tf.layers.batchNormalization()]) {
    const predict = () => layer.apply(x, { training: false });
    const cost = (input) => tf.sum(tf.square(layer.apply(input, { training: true })));
    predict().dispose();
    const [prediction, gradients] = [measureCalls(predict), measureCalls(() => tf.grad(cost)(x))];
    console.log(`${layer.getClassName().padEnd(18)} ${prediction} ms to predict, ${gradients} ms with gradients`);
  }
}

function median(values) {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}

/** Three blocks of three 3x3 convolutions and a pooling, three dense layers: 779,718 parameters. */
function buildSeed(tf) {
  const layers = [];
  for (const filters of [32, 64, 128]) {
    for (let index = 0; index < 3; index++) {
      const inputShape = layers.length === 0 ? { inputShape: [48, 48, 1] } : {};
      layers.push(
        tf.layers.conv2d({
          filters,
          kernelSize: 3,
          padding: 'same',
          activation: 'relu',
          kernelInitializer: initializer(tf, filters + index),
          ...inputShape,
        }),
      );
    }
    layers.push(tf.layers.maxPooling2d({ poolSize: 2 }));
  }
  layers.push(tf.layers.flatten());
  layers.push(tf.layers.dense({ units: 64, activation: 'relu', kernelInitializer: initializer(tf, 4) }));
  layers.push(tf.layers.dense({ units: 64, activation: 'relu', kernelInitializer: initializer(tf, 5) }));
  layers.push(tf.layers.dense({ units: 6, kernelInitializer: initializer(tf, 6) }));
  return tf.sequential({ layers });
}

/** A stem of stride 2, four depthwise-separable blocks with batch norm, the last two with squeeze and excitation. */
function buildModern(tf) {
  const input = tf.input({ shape: [48, 48, 1] });
  const normalize = (x) => tf.layers.batchNormalization({ momentum: 0.9 }).apply(x);
  const relu = (x) => tf.layers.reLU().apply(x);
  const convolve = (x, filters, kernelSize, strides) =>
    tf.layers
      .conv2d({
        filters,
        kernelSize,
        strides,
        padding: 'same',
        useBias: false,
        kernelInitializer: initializer(tf, filters),
      })
      .apply(x);
  const spread = (x, strides) =>
    tf.layers
      .depthwiseConv2d({
        kernelSize: 3,
        strides,
        padding: 'same',
        useBias: false,
        depthwiseInitializer: initializer(tf, 3),
      })
      .apply(x);
  const excite = (x, filters) => {
    const squeezed = tf.layers.globalAveragePooling2d({}).apply(x);
    const small = tf.layers
      .dense({ units: filters / 4, activation: 'relu', kernelInitializer: initializer(tf, 7) })
      .apply(squeezed);
    const gate = tf.layers
      .dense({ units: filters, activation: 'sigmoid', kernelInitializer: initializer(tf, 8) })
      .apply(small);
    return tf.layers.multiply().apply([x, tf.layers.reshape({ targetShape: [1, 1, filters] }).apply(gate)]);
  };
  let x = relu(normalize(convolve(input, 32, 3, 2)));
  for (const [filters, strides, excited] of [
    [64, 1, false],
    [96, 2, false],
    [96, 1, true],
    [160, 2, true],
  ]) {
    x = relu(normalize(spread(x, strides)));
    if (excited) x = excite(x, x.shape[3]);
    x = relu(normalize(convolve(x, filters, 1, 1)));
  }
  x = relu(normalize(convolve(x, 160, 3, 1)));
  x = tf.layers.globalAveragePooling2d({}).apply(x);
  x = tf.layers.dropout({ rate: 0.2, seed: 9 }).apply(x);
  return tf.model({
    inputs: input,
    outputs: tf.layers.dense({ units: 6, kernelInitializer: initializer(tf, 10) }).apply(x),
  });
}

function initializer(tf, seed) {
  return tf.initializers.heNormal({ seed });
}

/**
 * The gradients that a user of the stock backend has to write before training works: the filter gradient as one stock matrix
 * product for each position of the filter, the depthwise gradients as plain loops.
 */
function registerNaiveGradients(tf) {
  const call = (backend, kernelName, inputs, attrs) =>
    tf.getKernel(kernelName, 'wasm').kernelFunc({ inputs, attrs, backend });
  const describe = (inputShape, filterShape, attrs, depthwise) =>
    tf.backend_util.computeConv2DInfo(
      inputShape,
      filterShape,
      attrs.strides,
      1,
      attrs.pad,
      attrs.dimRoundingMode,
      depthwise,
    );

  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs: { x, dy }, attrs, backend }) => {
      const info = describe(x.shape, attrs.filterShape, attrs, false);
      const { top, bottom, left, right } = info.padInfo;
      const pixels = info.batchSize * info.outHeight * info.outWidth;
      const paddings = [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ];
      const padded = call(backend, 'PadV2', { x }, { paddings, constantValue: 0 });
      const dyMatrix = { ...dy, shape: [1, pixels, info.outChannels] };
      const products = [];
      for (let row = 0; row < info.filterHeight; row++) {
        for (let column = 0; column < info.filterWidth; column++) {
          const end = [
            info.batchSize,
            row + (info.outHeight - 1) * info.strideHeight + 1,
            column + (info.outWidth - 1) * info.strideWidth + 1,
            info.inChannels,
          ];
          const masks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };
          const strides = [1, info.strideHeight, info.strideWidth, 1];
          const part = call(
            backend,
            'StridedSlice',
            { x: padded },
            { begin: [0, row, column, 0], end, strides, ...masks },
          );
          const matrix = { ...part, shape: [pixels, info.inChannels] };
          const turned = call(backend, 'Transpose', { x: matrix }, { perm: [1, 0] });
          const a = { ...turned, shape: [1, info.inChannels, pixels] };
          products.push(call(backend, 'BatchMatMul', { a, b: dyMatrix }, { transposeA: false, transposeB: false }));
          backend.disposeData(part.dataId);
          backend.disposeData(turned.dataId);
        }
      }
      backend.disposeData(padded.dataId);
      const gradient = call(backend, 'Concat', products, { axis: 0 });
      for (const product of products) backend.disposeData(product.dataId);
      return { ...gradient, shape: attrs.filterShape };
    },
  });

  const view = (backend, { dataId, shape }) =>
    new Float32Array(
      backend.wasm.HEAPU8.buffer,
      backend.dataIdMap.get(dataId).memoryOffset,
      tf.util.sizeFromShape(shape),
    );
  for (const forInput of [true, false]) {
    tf.registerKernel({
      kernelName: `DepthwiseConv2dNativeBackprop${forInput ? 'Input' : 'Filter'}`,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs, backend }) => {
        const inputShape = forInput ? attrs.inputShape : inputs.x.shape;
        const filterShape = forInput ? inputs.filter.shape : attrs.filterShape;
        const info = describe(inputShape, filterShape, attrs, true);
        const channels = info.inChannels;
        const result = backend.makeOutput(forInput ? inputShape : filterShape, 'float32');
        const target = view(backend, result).fill(0);
        const dy = view(backend, inputs.dy);
        const other = view(backend, forInput ? inputs.filter : inputs.x);
        for (let image = 0; image < info.batchSize; image++) {
          for (let row = 0; row < info.outHeight; row++) {
            for (let column = 0; column < info.outWidth; column++) {
              const from = ((image * info.outHeight + row) * info.outWidth + column) * channels;
              for (let y = 0; y < info.filterHeight; y++) {
                const inRow = row * info.strideHeight + y - info.padInfo.top;
                if (inRow < 0 || inRow >= info.inHeight) continue;
                for (let x = 0; x < info.filterWidth; x++) {
                  const inColumn = column * info.strideWidth + x - info.padInfo.left;
                  if (inColumn < 0 || inColumn >= info.inWidth) continue;
                  const pixel = ((image * info.inHeight + inRow) * info.inWidth + inColumn) * channels;
                  const position = (y * info.filterWidth + x) * channels;
                  const [to, by] = forInput ? [pixel, position] : [position, pixel];
                  for (let channel = 0; channel < channels; channel++) {
                    target[to + channel] += other[by + channel] * dy[from + channel];
                  }
                }
              }
            }
          }
        }
        return result;
      },
    });
  }
}

/** Time in each kernel, without the kernels that it calls. */
function profileKernels(tf) {
  const times = new Map();
  let inner = 0;
  for (const config of tf.getKernelsForBackend('wasm')) {
    tf.unregisterKernel(config.kernelName, 'wasm');
    tf.registerKernel({
      ...config,
      kernelFunc: (parameters) => {
        const outer = inner;
        inner = 0;
        const start = performance.now();
        const result = config.kernelFunc(parameters);
        const time = performance.now() - start;
        const entry = times.get(config.kernelName) ?? { time: 0, calls: 0 };
        entry.time += time - inner;
        entry.calls++;
        times.set(config.kernelName, entry);
        inner = outer + time;
        return result;
      },
    });
  }
  return times;
}
