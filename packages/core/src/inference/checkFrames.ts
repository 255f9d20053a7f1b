import { describeValue, optionInvalid } from '../options';

/**
 * Checks the frames of a stream: an iterable of images. Text and bytes are one image, though they can be iterated over. Beside the
 * tables of the classifiers, every page would load this at once.
 * @throws OPTION_INVALID
 */
export function checkFrames(frames: unknown): void {
  const isIterable =
    typeof frames === 'object' && frames !== null && (Symbol.asyncIterator in frames || Symbol.iterator in frames);
  if (isIterable && !ArrayBuffer.isView(frames)) return;
  throw optionInvalid('frames', 'an iterable of images', describeValue(frames), 'classify takes a single image.');
}
