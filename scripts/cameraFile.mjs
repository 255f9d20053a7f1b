import { fileURLToPath } from 'node:url';

/** Path of the film for Chromium's fake camera in tests, which write it before they start. */
export const cameraFile = fileURLToPath(new URL('../.cache/camera.y4m', import.meta.url));
