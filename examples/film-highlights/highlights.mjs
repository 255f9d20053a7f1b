// Finds the highlights of a film: for each label the moments in which a face shows it longest and strongest. Prints them, writes their
// pictures, and the whole timeline.
//
//     node highlights.mjs film.mp4 --out highlights --most 3
import { createClassifier, Timeline } from '@ferkit/core';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'highlights' },
    most: { type: 'string', default: '3' },
    fps: { type: 'string', default: '5' },
    backend: { type: 'string', default: 'auto' },
  },
});
const [film = 'film.mp4'] = positionals;
if (spawnSync('ffmpeg', ['-version']).status !== 0) {
  console.error(`Films are decoded by the program ffmpeg, which is not on the PATH. Install it, then run this again:
  Debian, Ubuntu  sudo apt-get install ffmpeg
  macOS           brew install ffmpeg
  Windows         winget install ffmpeg`);
  process.exit(1);
}

const classifier = await createClassifier({ backend: values.backend });
const timeline = new Timeline(classifier.metadata.labels);
for await (const frame of classifier.classifyVideo(film, { fps: Number(values.fps), smoothing: 0.5 })) {
  timeline.append(frame);
}
classifier.dispose();

mkdirSync(values.out, { recursive: true });
writeFileSync(join(values.out, 'timeline.csv'), timeline.toCsv());

// A long moment counts as a strong one does; a neutral face is none.
const weigh = ({ start, end, score }) => score * Math.sqrt(end - start);
const moments = timeline.spans().filter(({ label }) => label !== null && label !== 'neutral');
for (const label of new Set(moments.map((moment) => moment.label))) {
  const strongest = moments
    .filter((moment) => moment.label === label)
    .sort((a, b) => weigh(b) - weigh(a))
    .slice(0, Number(values.most));
  for (const { track, start, end, score } of strongest) {
    const middle = (start + end) / 2;
    const picture = join(values.out, `${label}-${middle.toFixed(1)}.png`);
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-ss', String(middle), '-i', film, '-frames:v', '1', picture]);
    console.log(
      `${start.toFixed(1)} to ${end.toFixed(1)} s  face ${track}  ${label} ${Math.round(100 * score)} %  ${picture}`,
    );
  }
}
