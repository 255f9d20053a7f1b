import { importChunk } from '../importChunk';

const DO_WITHOUT = "Serve all files of the bundler's output, or pass faces: 'none' to do without.";

/** Fetches the detector with its network: a part of the package of its own, which only those load who look for faces. */
export const fetchBlazeFace = (): Promise<typeof import('./BlazeFaceDetector')> =>
  importChunk('face detector', () => import('./BlazeFaceDetector'), DO_WITHOUT);
