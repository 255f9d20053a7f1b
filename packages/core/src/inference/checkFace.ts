import { FerError } from '../errors';
import type { Face } from '../faces/Face';

/** Looks at what a detector returned, which may be the user's own. @throws OPTION_INVALID */
export function checkFace({ box: { x, y, width, height }, score }: Face): void {
  if ([x, y, width, height, score].every(Number.isFinite) && width > 0 && height > 0) return;
  throw new FerError('OPTION_INVALID', {
    option: 'faces',
    failed: 'The face locator returned no usable face',
    expected: 'a box with finite x and y and positive width and height, and a score',
    received: JSON.stringify({ box: { x, y, width, height }, score }),
  });
}
