import { BufferTarget, CanvasSource, Output, Quality, WebMOutputFormat } from 'mediabunny';
import type { SyntheticFilm } from '@ferkit/core';

interface Encoding {
  /** Frames a second: each drawn frame lasts as long. */
  readonly fps: number;
  readonly name?: string;
}

/** A drawn film as a file that players and decoders read: WebM, encoded by the browser. */
export async function encodeFilm(film: SyntheticFilm, { fps, name = 'film.webm' }: Encoding): Promise<File> {
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  let source: CanvasSource | undefined;
  let context: OffscreenCanvasRenderingContext2D | null = null;
  for (const { time, image } of film.frames) {
    const { width, height, pixels } = image;
    if (source === undefined) {
      const canvas = new OffscreenCanvas(width, height);
      context = canvas.getContext('2d');
      source = new CanvasSource(canvas, { codec: 'vp8', quality: new Quality('high') });
      output.addVideoTrack(source, { frameRate: fps });
      await output.start();
    }
    context!.putImageData(new ImageData(new Uint8ClampedArray(pixels), width, height), 0, 0);
    await source.add(time, 1 / fps);
  }
  await output.finalize();
  return new File([target.buffer!], name, { type: 'video/webm' });
}
