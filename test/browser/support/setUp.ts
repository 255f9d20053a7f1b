import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';
import { provideWorker } from '#core/worker/ownWorker';

// The default of one second is too short on a busy machine.
configure({ asyncUtilTimeout: 60_000 });

// The sources have no built worker.
provideWorker(() => new Worker(new URL('./ferkit.worker.ts', import.meta.url), { type: 'module' }));

// Without global test functions, the library does not clean up by itself, and a test would find the renders of earlier ones.
afterEach(cleanup);
