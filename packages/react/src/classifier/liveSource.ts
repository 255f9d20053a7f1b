/** A video or canvas element, whose picture changes. */
export type LiveSource = HTMLVideoElement | HTMLCanvasElement;

/** True for a video or canvas element. */
export function isLiveSource(input: unknown): input is LiveSource {
  return typeof input === 'object' && input !== null && ('videoWidth' in input || 'captureStream' in input);
}

/** True for a video that plays a film rather than a camera. */
export const isFilm = (source: LiveSource): source is HTMLVideoElement =>
  'videoWidth' in source && source.srcObject === null && Number.isFinite(source.duration);
