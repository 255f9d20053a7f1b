// The content of the front page. Its figures are read from the tables that benches print, so that they cannot differ.
import { readFileSync } from 'node:fs';
import { escapeHtml, highlight } from './renderMarkdown.mjs';
import { portraits } from './portraits.mjs';

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/**
 * The rows of a Markdown table: numbers by first cell.
 * @param head - a text of the table's head, which tells it from others
 */
function readTable(path, head) {
  const tables = read(path)
    .split(/\n\n+/)
    .filter((part) => part.startsWith('|'));
  const [, , ...lines] =
    tables
      .find((part) => part.split('\n')[0].includes(head))
      ?.trim()
      .split('\n') ?? [];
  return new Map(
    lines.map((line) => {
      const [name, ...cells] = line.split('|').slice(1, -1);
      return [name.trim(), cells.map((cell) => Number.parseFloat(cell))];
    }),
  );
}

/** @param row - the first cell of the row */
function readRow(path, head, row) {
  const cells = readTable(path, head).get(row);
  if (cells === undefined) throw new Error(`${path} has no row "${row}" in a table with "${head}"`);
  return cells;
}

/** The figures, each with the place that has them all and the command that prints them. */
function readFigures() {
  const inPage = (row) => readRow('bench/README.md', 'one face ', row)[0];
  const [, ferkitPhoto, humanPhoto, faceApiPhoto] = readRow('bench/README.md', 'face-api, SSD', '640 pixels');
  const networks = (row) => readRow('docs/robustness.md', "human's network", row);
  const peers = (values) => ['ferkit', 'human', 'face-api'].map((name, k) => [name, values[k]]);
  return [
    {
      title: 'One face in a page',
      unit: 'ms',
      command: 'node bench/browser.mjs',
      bars: [
        ['ferkit', inPage('plain page, ferkit')],
        ['onnxruntime-web', inPage('plain page, onnxruntime-web')],
        ['human', inPage('plain page, human')],
      ],
    },
    {
      title: 'A photo, faces found and named',
      unit: 'ms',
      command: 'node bench/photos.mjs',
      bars: peers([ferkitPhoto, humanPhoto, faceApiPhoto]),
    },
    {
      title: 'Right answers on FER2013, test split',
      unit: '%',
      command: 'node bench/robustness.mjs',
      bars: peers(networks('clean')),
    },
    {
      title: 'The same with noise, blur, darkness …',
      unit: '%',
      command: 'node bench/robustness.mjs',
      bars: peers(networks('mean of 16')),
      note: compareCorruptions(readTable('docs/robustness.md', "human's network")),
    },
  ];
}

/** Says at which corruptions another network gives more right answers. */
function compareCorruptions(table) {
  const corruptions = [...table].filter(([row]) => !/^(clean|mean|ECE)\b/.test(row));
  const behind = corruptions.filter(([, [own, ...others]]) => Math.max(...others) >= own).map(([row]) => row);
  return behind.length === 0
    ? `ferkit is ahead at each of the ${corruptions.length} corruptions.`
    : `Of the ${corruptions.length} corruptions, ferkit is not ahead at: ${behind.join(', ')}.`;
}

function drawFigure({ title, unit, command, bars, note }) {
  const most = Math.max(...bars.map(([, value]) => value));
  const rows = bars.map(
    ([name, value]) =>
      `<li><span>${name}</span><i style="--share:${(value / most).toFixed(3)}"></i><b>${value} ${unit}</b></li>`,
  );
  return `<figure class="bars"><figcaption>${escapeHtml(title)}</figcaption><ul>${rows.join('')}</ul>
${note === undefined ? '' : `<p>${escapeHtml(note)}</p>`}<code>${command}</code></figure>`;
}

const code = `import { createClassifier } from '@ferkit/core';

const classifier = await createClassifier();
const [face] = await classifier.classify('photo.jpg');
console.log(face?.label, face?.score); // happy 0.87
`;
const reactCode = `import { EmotionClassifier } from '@ferkit/react';
import '@ferkit/react/styles/emotion-classifier.css';

export default function App() {
  return <EmotionClassifier />;
}
`;

/** Expressions as they follow "looks". */
const words = { fear: 'afraid', disgust: 'disgusted', surprise: 'surprised' };

/** The pictures of the demo, the group among them. */
const pictures = [
  ...portraits.map(({ expression }, k) => ({
    name: String(k),
    alt: `A drawn face that looks ${words[expression] ?? expression}`,
  })),
  { name: 'group', alt: 'Four drawn faces, as in a video call' },
];

export const frontPage = () => `
<section class="hero">
<div>
<h1>What does this face show?</h1>
<p class="lead">Facial expression recognition for TypeScript. Find faces, name expressions, train on your own labels and evaluate honestly:
in the browser, in Node and in React, on the user's device.</p>
<p class="install"><code>npm install @ferkit/core</code></p>
<p class="ways"><a class="button main" href="guides/index.html">Guides</a> <a class="button" href="storybook/index.html">Components</a></p>
</div>
<div id="demo" class="demo" data-pictures="${escapeHtml(JSON.stringify(pictures))}">
<div class="stage"><div class="picture"><img src="assets/faces/${pictures[0].name}.webp" alt="${pictures[0].alt}" width="320" height="320" fetchpriority="high"></div></div>
<div class="answers"><p>Starting the engine …</p></div>
</div>
<p class="truth">The people are drawn by ferkit and are nobody. The engine runs on this page; times and bytes are those of your machine.</p>
</section>

<section class="snippets">
<h2>Five lines</h2>
<div class="two">${highlight(code, 'ts')}${highlight(reactCode, 'tsx')}</div>
<p>No compiler, no download at run time, no file to copy: engine, face detector and a trained model come with the package. The same code runs
on WebGPU, WebGL and WebAssembly in browsers, and on CUDA, WebGPU, TensorFlow and WebAssembly in Node.</p>
</section>

<section class="figures">
<h2>Measured, beside others</h2>
<div class="grid">${readFigures().map(drawFigure).join('\n')}</div>
<p>Each command prints its figures with machine, versions and repetitions. <a href="guides/robustness.html">Where the model is weak</a>,
<a href="guides/reliability.html">how it behaves under bad input</a>.</p>
</section>

<section class="responsible">
<h2>Responsible use</h2>
<div class="two">
<p>ferkit names <em>expressions</em>: how a face looks to people who label pictures. It does not name feelings; a scowl is not always anger
(<a href="https://doi.org/10.1177/1529100619832930">Barrett et al. 2019</a>). Use a threshold: no answer is often the right one.</p>
<p>In the European Union, the AI Act prohibits inferring emotions at work and in education, medical and safety reasons aside, and asks those
who deploy such systems elsewhere to tell the people exposed to them. FER2013 has no demographic labels, so fairness between groups cannot be
measured on it, and ferkit does not claim it. <a href="guides/responsible-use.html">Responsible use in detail</a></p>
</div>
</section>
`;
