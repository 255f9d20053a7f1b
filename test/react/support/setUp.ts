import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { Blob, File } from 'node:buffer';
import { afterEach } from 'vitest';

// jsdom does not implement canvas contexts and warns on each call.
if (typeof HTMLCanvasElement !== 'undefined') HTMLCanvasElement.prototype.getContext = () => null;

// jsdom's Blob and File lack stream(), which browsers and Node have.
Object.assign(globalThis, { Blob, File });

// A busy machine takes longer than the second that is the default.
configure({ asyncUtilTimeout: 20_000 });

afterEach(cleanup);
