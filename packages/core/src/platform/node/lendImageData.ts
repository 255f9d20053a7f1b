/** Stands in for the browser's class: the codecs hand their result over in one, by its global name. */
class Picture {
  constructor(
    readonly data: Uint8ClampedArray,
    readonly width: number,
    readonly height: number,
  ) {}
}

/**
 * Runs a synchronous call with a global ImageData, and takes it away again: a lasting global of that name would make other
 * libraries believe that they run in a browser.
 */
export function lendImageData<T>(call: () => T): T {
  if ('ImageData' in globalThis) return call();
  Object.defineProperty(globalThis, 'ImageData', { value: Picture, configurable: true });
  try {
    return call();
  } finally {
    Reflect.deleteProperty(globalThis, 'ImageData');
  }
}
