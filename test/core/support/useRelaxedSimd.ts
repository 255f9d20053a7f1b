import { setFlagsFromString } from 'node:v8';
import { hasRelaxedSimd } from '#core/kernels/wasm/openSimdKernels';

setFlagsFromString('--experimental-wasm-relaxed-simd');
if (!hasRelaxedSimd()) throw new Error('This Node has no relaxed SIMD, with or without its flag.');
