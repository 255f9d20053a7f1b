import { importChunk } from '../importChunk';
import type { BackendProvider } from './BackendProvider';

/** The GPU through WebGL: for browsers without WebGPU. */
export const webgl: BackendProvider = {
  name: 'webgl',
  engine: 'webgl',
  needsGpu: true,
  // A chunk of its own: a page on another backend never loads it.
  activate: async () => (await importChunk('start of WebGL', () => import('./startWebgl'))).startWebgl(),
};
