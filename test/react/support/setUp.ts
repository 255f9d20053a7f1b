import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { Blob, File } from 'node:buffer';
import { afterEach } from 'vitest';

// jsdom has no canvas to draw on, and would say so at each try.
if (typeof HTMLCanvasElement !== 'undefined') HTMLCanvasElement.prototype.getContext = () => null;

// jsdom's own have no stream(), which browsers and Node have.
Object.assign(globalThis, { Blob, File });

// A busy machine takes longer than the second that is the default.
configure({ asyncUtilTimeout: 20_000 });

afterEach(cleanup);
