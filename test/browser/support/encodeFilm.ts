import { BufferTarget, CanvasSource, Mp4OutputFormat, Output, Quality, WebMOutputFormat } from 'mediabunny';
import type { SyntheticFilm } from '@ferkit/core';

interface Encoding {
  /** Frames a second: each drawn frame lasts as long. */
  readonly fps: number;
  readonly name?: string;
  /** Degrees clockwise by which players turn the pictures, as those of phones: the film is then MP4. @default 0 */
  readonly rotation?: 0 | 90;
}

/** A drawn film as a file that players and decoders read: WebM, encoded by the browser. */
export async function encodeFilm(
  film: SyntheticFilm,
  { fps, name = 'film.webm', rotation = 0 }: Encoding,
): Promise<File> {
  const target = new BufferTarget();
  // WebM has no rotation.
  const format = rotation === 0 ? new WebMOutputFormat() : new Mp4OutputFormat();
  const output = new Output({ format, target });
  let source: CanvasSource | undefined;
  let context: OffscreenCanvasRenderingContext2D | null = null;
  for (const { time, image } of film.frames) {
    const { width, height, pixels } = image;
    if (source === undefined) {
      const canvas = new OffscreenCanvas(width, height);
      context = canvas.getContext('2d');
      source = new CanvasSource(canvas, { codec: rotation === 0 ? 'vp8' : 'vp9', quality: new Quality('high') });
      output.addVideoTrack(source, { frameRate: fps, rotation });
      await output.start();
    }
    context!.putImageData(new ImageData(new Uint8ClampedArray(pixels), width, height), 0, 0);
    await source.add(time, 1 / fps);
  }
  await output.finalize();
  return new File([target.buffer!], name, { type: rotation === 0 ? 'video/webm' : 'video/mp4' });
}
