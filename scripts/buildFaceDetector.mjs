// Converts BlazeFace, as @vladmandic/human ships it, to float16 and to any picture size, and writes it as a TypeScript module, so that
// bundlers, workers and offline pages include it like any other code.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { packNumbers } from './sharedFiles.mjs';

const source = new URL('../node_modules/@vladmandic/human/models/', import.meta.url);
const target = new URL('../packages/core/src/faces/blazeFace.generated.ts', import.meta.url);

const EXPECTED = {
  'blazeface.json': 'cd7bbfc078270572beb39f9e5ae67aadbd50b5e67cff37e6d4f6b3ea39312e5f',
  'blazeface.bin': 'dc9a97fdc50bc43216554bdd69aa3e7b9361a519ee7bdd996a2f69a98a6f9b72',
};

function readPart(name) {
  const bytes = readFileSync(new URL(name, source));
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== EXPECTED[name]) throw new Error(`${name}: expected sha256 ${EXPECTED[name]}, received ${found}`);
  return bytes;
}

const word = new DataView(new ArrayBuffer(4));

/** The half-precision bits of a number that is exactly representable; throws otherwise. */
function toHalfExactly(value) {
  word.setFloat32(0, value);
  const single = word.getUint32(0);
  const sign = (single >>> 16) & 0x8000;
  const exponent = ((single >>> 23) & 0xff) - 112;
  const full = (single & 0x7fffff) | 0x800000;
  if ((single & 0x7fffffff) === 0) return sign;
  // A subnormal number has an explicit leading bit and is shifted right.
  const shift = exponent > 0 ? 13 : 14 - exponent;
  if (exponent >= 31 || shift > 24 || full % 2 ** shift !== 0) throw new Error(`${value} does not fit into float16`);
  const half = full >>> shift;
  return sign | (exponent > 0 ? (exponent << 10) | (half & 0x3ff) : half);
}

/** Reshape constants hold the anchor counts of a 256 x 256 picture; -1 allows any size. */
const isAnchorCount = (size) => size === 512 || size === 384;

function halve(specs, bytes) {
  const parts = [];
  let at = 0;
  const halved = specs.map(({ name, shape, dtype }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const part = bytes.subarray(at, (at += size * 4));
    const values = Array.from({ length: size }, (_, k) =>
      dtype === 'int32' ? part.readInt32LE(k * 4) : part.readFloatLE(k * 4),
    );
    if (dtype === 'int32') {
      const opened = values.map((value) => (/\/shape$/.test(name) && isAnchorCount(value) ? -1 : value));
      parts.push(Buffer.from(Int32Array.from(opened).buffer));
      return { name, shape, dtype };
    }
    parts.push(Buffer.from(Uint16Array.from(values, toHalfExactly).buffer));
    return { name, shape, dtype, quantization: { dtype: 'float16', original_dtype: 'float32' } };
  });
  if (at !== bytes.length) throw new Error(`blazeface.bin: expected ${at} bytes, received ${bytes.length}`);
  return { specs: halved, bytes: Buffer.concat(parts) };
}

function openInput(node) {
  if (node.op !== 'Placeholder') return node;
  const dim = ['-1', '-1', '-1', '3'].map((size) => ({ size }));
  return { ...node, attr: { ...node.attr, shape: { shape: { dim } } } };
}

const model = JSON.parse(readPart('blazeface.json').toString('utf8'));
const weights = halve(model.weightsManifest[0].weights, readPart('blazeface.bin'));
const constants = {
  // The signature is dropped, because its sizes are wrong now; the graph has the names of inputs and outputs.
  topology: JSON.stringify({ ...model.modelTopology, node: model.modelTopology.node.map(openInput) }),
  weightSpecs: JSON.stringify(weights.specs),
  weights: packNumbers(weights.bytes),
};
const lines = Object.entries(constants).map(
  ([name, value]) => `export const ${name}: string = ${JSON.stringify(value)};\n`,
);
writeFileSync(
  target,
  `// Made by scripts/buildFaceDetector.mjs from MediaPipe BlazeFace (Apache-2.0), see NOTICE.\n${lines.join('')}`,
);
console.log(`${weights.bytes.length} bytes, sha256 ${createHash('sha256').update(weights.bytes).digest('hex')}`);
