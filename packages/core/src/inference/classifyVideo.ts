import type { Abortable } from '../abortable';
import type { ImageInput } from '../images/readImage';
import { notify } from '../notify';
import type { Classification } from './Classification';
import { LabelHolder } from './LabelHolder';
import { StreamTracker } from './StreamTracker';
import type { ClassifyVideoOptions, VideoFrameResult, VideoSource } from './Video';
import { endKindly, openFrames, progressOf, resolveVideo } from './openFrames';

/** The parts of a classifier that work on a frame. */
export interface FrameClassifier {
  /** A face whose score is below it gets no label. */
  readonly threshold: number;
  /** Classifies the frame that the tracker has begun. */
  classify(image: ImageInput, tracker: StreamTracker, options: Abortable): Promise<readonly Classification[]>;
}

/** Classifies the faces of a film, as a classifier's `classifyVideo` does. */
export async function* classifyVideo(
  source: VideoSource,
  options: ClassifyVideoOptions,
  classifier: FrameClassifier,
): AsyncGenerator<VideoFrameResult, void, undefined> {
  const resolved = resolveVideo(options);
  const { signal, from, smoothing, hysteresis, onProgress } = resolved;
  signal?.throwIfAborted();
  const opened = await openFrames(source, resolved);
  const tracker = new StreamTracker((seconds) => (smoothing === 0 ? 0 : Math.exp(-seconds / smoothing)), true);
  const labels = new LabelHolder(hysteresis, classifier.threshold);
  let count = 0;
  try {
    for await (const { time, image } of opened.frames) {
      signal?.throwIfAborted();
      tracker.begin(time);
      const faces = await classifier.classify(image, tracker, { signal });
      await notify(onProgress, progressOf(++count, time, from, opened), { signal });
      yield { time, faces: labels.hold(faces, (track) => tracker.isTracking(track)) };
    }
  } catch (error) {
    await endKindly(error, resolved);
  }
}
