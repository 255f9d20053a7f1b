import type { BackendName } from '@ferkit/core/metrics';

/** What the tests that need tensors run on: wasm, which is everywhere, or what the vitest project sets. */
export const testBackend = ((globalThis.process as NodeJS.Process | undefined)?.env.FERKIT_TEST_BACKEND ??
  'wasm') as BackendName;
