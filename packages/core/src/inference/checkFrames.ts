import { describeValue, optionInvalid } from '../options';

/** Frames are an iterable of images; text and bytes are one image, though they can be iterated over. @throws OPTION_INVALID */
export function checkFrames(frames: unknown): void {
  const isIterable =
    typeof frames === 'object' && frames !== null && (Symbol.asyncIterator in frames || Symbol.iterator in frames);
  if (isIterable && !ArrayBuffer.isView(frames)) return;
  throw optionInvalid('frames', 'an iterable of images', describeValue(frames), 'classify takes a single image.');
}
