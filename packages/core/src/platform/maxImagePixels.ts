/** The largest image that is decoded, in pixels. A header can claim any size for free, and memory is taken by that claim. */
export const MAX_IMAGE_PIXELS = 100_000_000;
