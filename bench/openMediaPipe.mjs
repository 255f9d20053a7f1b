import { Buffer } from 'node:buffer';
import { chromium } from 'playwright';
import { chromiumArguments } from '../scripts/chromiumArguments.mjs';
import { findChromium } from '../scripts/findChromium.mjs';
import { serveFolder } from './serveFolder.mjs';

/**
 * A side of photos.mjs: MediaPipe's detector of near faces, BlazeFace "short range", on the processor, in a page of Chromium.
 * @param {string} folder - where scripts/installReferences.mjs has put it
 */
export async function openMediaPipe(folder) {
  const { origin, stop } = await serveFolder(folder);
  const browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumArguments });
  const page = await browser.newPage();
  await page.goto(`${origin}/`);
  await page.evaluate(async () => {
    const home = '/node_modules/@mediapipe/tasks-vision';
    const { FaceDetector, FilesetResolver } = await import(`${home}/vision_bundle.mjs`);
    const files = await FilesetResolver.forVisionTasks(`${home}/wasm`);
    const open = (runningMode) =>
      FaceDetector.createFromOptions(files, {
        baseOptions: { modelAssetPath: '/face_detection_short_range.tflite', delegate: 'CPU' },
        runningMode,
      });
    const [photos, video] = [await open('IMAGE'), await open('VIDEO')];
    let now = 0;
    globalThis.handed = [];
    globalThis.detect = (picture) => photos.detect(picture).detections.length;
    globalThis.follow = (frames) =>
      frames.reduce((sum, frame) => sum + video.detectForVideo(frame, (now += 40)).detections.length, 0);
  });
  const session = await browser.newBrowserCDPSession();
  const hand = async (input) => {
    const pictures = [input].flat();
    await page.evaluate(() => globalThis.handed.splice(0));
    for (const { pixels, width, height } of pictures) {
      const text = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.length).toString('base64');
      await page.evaluate(
        async ([text, width, height]) => {
          const response = await globalThis.fetch(`data:application/octet-stream;base64,${text}`);
          const pixels = new Uint8ClampedArray(await response.arrayBuffer());
          globalThis.handed.push(new globalThis.ImageData(pixels, width, height));
        },
        [text, width, height],
      );
    }
  };
  return {
    hand,
    classify: () => page.evaluate(() => globalThis.detect(globalThis.handed[0])),
    follow: () => page.evaluate(() => globalThis.follow(globalThis.handed)),
    processorTime: async () => {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      const counted = processInfo.filter(({ type }) => type === 'renderer' || type === 'GPU');
      return counted.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0);
    },
    // Chromium tells processor time in steps of 10 ms.
    times: 8,
    close: async () => {
      await browser.close();
      stop();
    },
  };
}
