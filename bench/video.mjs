// How fast is a film classified, beside the video route of PyPI's `fer` on the same film? How often do faces lose their numbers?
//   node bench/video.mjs [--seconds 20] [--fps 5] [--backends wasm,tensorflow] [--films 8]
// Speed: a drawn film of 640 x 480 pixels and 30 frames a second with one face that moves; "times real time" is seconds of the film for each
// second on the clock, from the file to the last result, after the classifier is ready. Processor time is that of this process; ffmpeg's is
// beside it. Needs ffmpeg on the PATH. `fer` is measured if `python3 -c "import fer"` works (pip install fer tensorflow
// "opencv-python-headless<5" "moviepy<2": OpenCV 5 has no Haar cascade, which `fer` finds faces with).
// Numbers: films in which two drawn people change sides, one hidden behind the other for more than a second, by `classifyVideo` and by
// `FaceTracker`, which knows boxes and movement alone.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createClassifier, createFaceDetector, createSyntheticFilm, FaceTracker } from '@ferkit/core';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    fps: { type: 'string', default: '5' },
    backends: { type: 'string', default: 'wasm,tensorflow' },
    films: { type: 'string', default: '8' },
  },
});
const [seconds, fps, films] = [values.seconds, values.fps, values.films].map(Number);

if (spawnSync('ffmpeg', ['-version']).status === 0) await measureSpeed();
else console.log('Speed is left out: ffmpeg is not on the PATH.');
await countLostNumbers();

async function measureSpeed() {
  const folder = mkdtempSync(join(tmpdir(), 'ferkit-bench-'));
  try {
    const film = join(folder, 'film.mp4');
    await writeFilm(film);
    const decoding = spawnSync('ffmpeg', ['-benchmark', '-i', film, '-vf', `fps=${fps}`, '-f', 'null', '-'], {
      encoding: 'utf8',
    });
    const [, user, system] = /utime=([\d.]+)s stime=([\d.]+)s/.exec(decoding.stderr) ?? [];
    console.log(
      `${seconds} s of film at ${fps} frames/s; ffmpeg alone: ${(Number(user) + Number(system)).toFixed(2)} s of processor time`,
    );
    for (const backend of values.backends.split(',')) await measureFerkit(film, backend);
    measureFer(film);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureFerkit(film, backend) {
  let classifier;
  try {
    classifier = await createClassifier({ backend });
  } catch (error) {
    console.log(`ferkit on ${backend} is left out: ${error.message.split('\n')[0]}`);
    return;
  }
  // The first frames compile what the classifier's own start does not need.
  for await (const _ of classifier.classifyVideo(film, { fps, to: 1 }));
  const [began, used] = [performance.now(), process.cpuUsage()];
  let [frames, faces] = [0, 0];
  for await (const frame of classifier.classifyVideo(film, { fps })) {
    frames++;
    faces += frame.faces.length;
  }
  const wall = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(used);
  report(`ferkit on ${backend} (${classifier.backend.device})`, wall, (user + system) / 1e6, frames, faces);
  classifier.dispose();
}

function measureFer(film) {
  if (spawnSync('python3', ['-c', 'import fer']).status !== 0) {
    console.log('fer is left out: python3 cannot import it (pip install fer).');
    return;
  }
  const program = `
import sys, time, cv2
# Builds of OpenCV without windows have no such functions.
for name in ('waitKey', 'destroyAllWindows'): setattr(cv2, name, lambda *_: -1)
from fer.fer import FER
from fer.classes import Video
detector = FER(mtcnn=False)
every = round(30 / ${fps})
began, used = time.perf_counter(), time.process_time()
found = Video(sys.argv[1]).analyze(detector, display=False, frequency=every, save_frames=False, save_video=False, annotate_frames=False, zip_images=False)
print(time.perf_counter() - began, time.process_time() - used, len(found), sum(1 for one in found if one))
`;
  const { stdout, stderr, status } = spawnSync('python3', ['-c', program, film], { encoding: 'utf8' });
  if (status !== 0) {
    console.log(`fer is left out: ${stderr.trim().split('\n').at(-1)}`);
    return;
  }
  const [wall, processor, frames, faces] = stdout.trim().split('\n').at(-1).split(' ').map(Number);
  report('fer (Keras, Haar cascade)', wall, processor, frames, faces);
}

function report(name, wall, processor, frames, faces) {
  console.log(
    `${name}: ${(seconds / wall).toFixed(1)} times real time, ${(seconds / processor).toFixed(1)} by processor time; ${frames} frames, ${faces} faces`,
  );
}

async function writeFilm(path) {
  const size = { width: 640, height: 480 };
  const moods = ['happy', 'surprise', 'angry', 'fear'].map((expression, index) => ({ time: index * 3, expression }));
  const places = [0, 1, 2, 3, 4].map((corner) => ({
    time: (corner * seconds) / 4,
    x: corner % 2 ? 400 : 240,
    y: corner > 1 ? 270 : 220,
    size: 180 + 20 * corner,
  }));
  const film = createSyntheticFilm({ ...size, fps: 10, seconds, actors: [{ seed: 2, moods, places }] });
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', '640x480', '-r', '10', '-i', 'pipe:0'];
  const encoder = spawn('ffmpeg', ['-v', 'error', ...input, '-r', '30', '-pix_fmt', 'yuv420p', path], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const done = new Promise((resolve) => encoder.on('close', resolve));
  for (const { image } of film.frames) {
    if (!encoder.stdin.write(image.pixels)) await new Promise((resolve) => encoder.stdin.once('drain', resolve));
  }
  encoder.stdin.end();
  await done;
}

async function countLostNumbers() {
  const classifier = await createClassifier({ backend: 'wasm' });
  const detector = await createFaceDetector({ backend: 'wasm' });
  const lost = { classifyVideo: 0, FaceTracker: 0 };
  for (let number = 0; number < films; number++) {
    const film = drawCrossing(number);
    const byVideo = [];
    for await (const { time, faces } of classifier.classifyVideo(film.frames)) {
      byVideo.push(...faces.map(({ track, box }) => ({ time, track, box })));
    }
    const tracker = new FaceTracker();
    const byBoxes = [];
    for (const { time, image } of film.frames) {
      const faces = tracker.update(await detector.detect(image, { mode: 'video' }), 1000 * time);
      byBoxes.push(...faces.map(({ track, box }) => ({ time, track, box })));
    }
    lost.classifyVideo += countChanges(film, byVideo);
    lost.FaceTracker += countChanges(film, byBoxes);
  }
  for (const [name, count] of Object.entries(lost)) {
    console.log(`${name}: ${count} changes of numbers in ${films} films of two people who cross`);
  }
  classifier.dispose();
  detector.dispose();
}

function drawCrossing(number) {
  const at = (time, x, size) => ({ time, x, y: 150 + 10 * (number % 3), size });
  return createSyntheticFilm({
    width: 480,
    height: 320,
    seconds: 6,
    fps: number % 2 ? 10 : 5,
    actors: [
      {
        seed: 2 * number,
        moods: [
          { time: -1, expression: 'happy' },
          { time: 2.5, expression: 'surprise' },
        ],
        places: [at(0.5, 120, 130), at(5.5, 360, 130)],
      },
      {
        seed: 2 * number + 1,
        moods: [{ time: -1, expression: 'angry' }],
        places: [at(0.5, 360, 140), at(5.5, 120, 140)],
      },
    ],
  });
}

/** How often an actor goes on with another number, where it is clear which actor a face is. */
function countChanges(film, seen) {
  const last = new Map();
  let changes = 0;
  for (const { time, track, box } of seen) {
    const near = film
      .facesAt(time)
      .map((face) => ({
        actor: face.actor,
        distance: Math.abs(face.box.x + face.box.width / 2 - box.x - box.width / 2),
      }))
      .sort((a, b) => a.distance - b.distance);
    if (near[1].distance - near[0].distance < 40) continue;
    const { actor } = near[0];
    if (last.has(actor) && last.get(actor) !== track) changes++;
    last.set(actor, track);
  }
  return changes;
}
