import { fileURLToPath } from 'node:url';

/** The film that Chromium's fake camera shows in tests; they write it before they start. */
export const cameraFile = fileURLToPath(new URL('../.cache/camera.y4m', import.meta.url));
