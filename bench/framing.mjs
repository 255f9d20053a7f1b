// Is a face found, and framed right, wherever it is? Makes pictures of the faces of a split of FER2013: enlarged until the face is the
// whole picture, and pasted into a grey picture that is turned. Prints how often a face is found, and how often the bundled model is right
// or gives the label of the upright picture.
//   node bench/framing.mjs fer2013.csv.gz [--split test] [--sample 600] [--model folder]
import { parseArgs } from 'node:util';
import { createClassifier, loadModel, openDataset, selectBackend } from '@ferkit/core';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    split: { type: 'string', default: 'test' },
    sample: { type: 'string' },
    model: { type: 'string' },
  },
});
const [path] = positionals;
if (path === undefined) {
  console.error('Usage: node bench/framing.mjs <fer2013.csv or .csv.gz> [--split test] [--sample n] [--model folder]');
  process.exit(2);
}
/** Sides of the pictures that are all face, in pixels. */
const SIDES = [100, 224];
/** Side of the grey picture and of the face in it, in pixels, and the angles by which the picture is turned, in degrees. */
const [SCENE, FACE] = [480, 190];
const ANGLES = [0, 15, 30, 45, 90, 180, 270];

await selectBackend('wasm');
const data = (await openDataset(path)).selectSplit(values.split);
const count = Math.min(data.size, Number(values.sample ?? data.size));
const faces = Array.from({ length: count }, (_, k) => {
  const row = Math.floor(((k + 0.5) * data.size) / count);
  return { ...data.image(row), label: data.labels[data.labelIndices[row]] };
});
const model = await loadModel(values.model, { backend: 'wasm' });
const classifier = await createClassifier({ model });
const percent = (part) => `${((100 * part) / count).toFixed(1)} %`.padStart(8);
console.log(
  `${count} faces of ${values.split}; right on the 48 x 48 images: ${percent(await countRight(faces)).trim()}`,
);

console.log('\nall face      no face   taken whole by classify   right by classify   right when taken whole');
for (const side of SIDES) {
  const pictures = faces.map((face) => enlarge(face, side));
  let [none, whole, right] = [0, 0, 0];
  for (const [k, picture] of pictures.entries()) {
    const [found] = await classifier.classify(picture);
    if (found === undefined) none += 1;
    if (found?.whole) whole += 1;
    if (found?.label === faces[k].label) right += 1;
  }
  const taken = await countRight(pictures.map((picture, k) => ({ ...picture, label: faces[k].label })));
  const cells = [percent(none), percent(whole).padStart(25), percent(right).padStart(19), percent(taken).padStart(24)];
  console.log(`${`${side} px`.padEnd(12)}${cells.join('')}`);
}

console.log('\nturned by   no face   upright frame    turned   label of the upright picture      right');
const upright = [];
for (const angle of ANGLES) {
  let [none, framed, turned, same, right] = [0, 0, 0, 0, 0];
  for (const [k, face] of faces.entries()) {
    const [found] = await classifier.classify(paste(face, angle));
    if (angle === 0) upright.push(found?.label);
    if (found === undefined) none += 1;
    if (found?.upright) framed += 1;
    if (found !== undefined && found.turned !== 0) turned += 1;
    if (found !== undefined && found.label === upright[k]) same += 1;
    if (found?.label === face.label) right += 1;
  }
  const cells = [percent(none), percent(framed).padStart(16), percent(turned).padStart(10), percent(same).padStart(31)];
  console.log(`${`${angle}°`.padEnd(11)}${cells.join('')}${percent(right).padStart(11)}`);
}
classifier.dispose();
model.dispose();

/** Number of pictures whose label the model gives to the whole picture. */
async function countRight(pictures) {
  const scores = await model.predict(pictures);
  return scores.filter((row, k) => model.labels[row.indexOf(Math.max(...row))] === pictures[k].label).length;
}

/** Enlarges a face by linear interpolation. */
function enlarge(face, side) {
  const pixels = new Uint8Array(side * side);
  const scale = face.width / side;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) pixels[y * side + x] = interpolate(face, (x + 0.5) * scale, (y + 0.5) * scale);
  }
  return { pixels, width: side, height: side };
}

/** A grey picture with a face in its middle, turned clockwise. */
function paste(face, degrees) {
  const pixels = new Uint8Array(SCENE * SCENE).fill(128);
  const [cosine, sine] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const scale = face.width / FACE;
  for (let y = 0; y < SCENE; y++) {
    for (let x = 0; x < SCENE; x++) {
      const [right, down] = [x + 0.5 - SCENE / 2, y + 0.5 - SCENE / 2];
      const [along, below] = [cosine * right + sine * down, cosine * down - sine * right];
      if (Math.max(Math.abs(along), Math.abs(below)) >= FACE / 2) continue;
      pixels[y * SCENE + x] = interpolate(face, (along + FACE / 2) * scale, (below + FACE / 2) * scale);
    }
  }
  return { pixels, width: SCENE, height: SCENE };
}

/** The grey value at a place between pixels; edge pixels are repeated. */
function interpolate({ pixels, width, height }, x, y) {
  const [column, row] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  const [right, below] = [x - 0.5 - column, y - 0.5 - row];
  const at = (i, j) => pixels[Math.min(height - 1, Math.max(0, j)) * width + Math.min(width - 1, Math.max(0, i))];
  const upper = (1 - right) * at(column, row) + right * at(column + 1, row);
  const lower = (1 - right) * at(column, row + 1) + right * at(column + 1, row + 1);
  return Math.round((1 - below) * upper + below * lower);
}
