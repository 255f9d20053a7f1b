/** What shows a new picture over and over. */
export type LiveSource = HTMLVideoElement | HTMLCanvasElement;

/** Whether an input goes on changing, rather than being one picture. */
export function isLiveSource(input: unknown): input is LiveSource {
  return typeof input === 'object' && input !== null && ('videoWidth' in input || 'captureStream' in input);
}
