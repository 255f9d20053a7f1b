import type { BackendName } from '@ferkit/core/metrics';

/** Backend of tests with tensors: FERKIT_TEST_BACKEND, which a vitest project may set, else wasm. */
export const testBackend = ((globalThis.process as NodeJS.Process | undefined)?.env.FERKIT_TEST_BACKEND ??
  'wasm') as BackendName;
