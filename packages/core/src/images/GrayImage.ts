/** An image of one channel, 8 bits a pixel, row by row: `pixels[y * width + x]`, 0 black to 255 white. */
export interface GrayImage {
  readonly pixels: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}
