import '@testing-library/jest-dom/vitest';
import { configure } from '@testing-library/react';
import { provideWorker } from '#core/worker/ownWorker';

// The default of one second is too short on a busy machine.
configure({ asyncUtilTimeout: 60_000 });

// The sources have no built worker.
provideWorker(() => new Worker(new URL('./ferkit.worker.ts', import.meta.url), { type: 'module' }));
