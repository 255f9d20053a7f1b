// `node bench/performance.mjs` renews the figures of docs/performance.md and its chart from bench/results, as `npm run bench` does.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { ratiosOf } from './recordResult.mjs';

const pathOf = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const page = pathOf('docs/performance.md');
const chart = (name) => pathOf(`docs/performance/${name}.svg`);

/** Figures of one bench in the page: between the two comments only this module writes. */
const SECTION = /(<!-- figures of bench\/(\w+)\.mjs -->\n)[^]*?(<!-- end -->)/g;

/** @returns {import('./recordResult.mjs').Result[]} the runs of a bench, the latest last */
export function readResults(name) {
  const file = pathOf(`bench/results/${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
}

/** The page with the latest figures, and its charts by the name of the bench. */
export async function renderPerformance(text) {
  const charts = {};
  const renewed = text.replace(SECTION, (all, start, name, end) => {
    const history = readResults(name);
    const last = history.at(-1);
    if (last === undefined) return all;
    const former = history.filter(({ machine }) => machine === last.machine).slice(0, -1);
    const drawn = drawRatios(last, former);
    if (drawn !== undefined) charts[name] = drawn;
    return `${start}\n${describe(name, last, former, drawn !== undefined)}\n${end}`;
  });
  return { text: await format(renewed, { ...(await resolveConfig(page)), parser: 'markdown' }), charts };
}

export async function writePerformance() {
  const { text, charts } = await renderPerformance(readFileSync(page, 'utf8'));
  writeFileSync(page, text);
  for (const [name, svg] of Object.entries(charts)) writeFileSync(chart(name), svg);
}

function describe(name, { date, commit, machine, versions, cells }, former, hasChart) {
  const rows = cells.map(({ what, unit, ours, target, peers, ...cell }) => {
    const ratios = Object.entries(ratiosOf({ ours, peers, ...cell }));
    const before = former.at(-1)?.cells.find((other) => other.what === what)?.ours;
    const beside = ratios.map(([peer, ratio]) => `${peer} ${ratio}x`).join(', ');
    return `| ${what} | ${unit} | ${ours} | ${before ?? ''} | ${target === undefined ? '' : `at most ${target}`} | ${beside} |`;
  });
  const peers = Object.entries(versions).map(([package_, version]) => `${package_} ${version}`);
  return [
    `\`node bench/${name}.mjs\`, ${date}, commit ${commit}, ${machine}; ${peers.join(', ')}.`,
    '',
    '| figure | unit | ferkit | run before | target | peers, as multiples of ferkit |',
    '| --- | --- | ---: | ---: | ---: | --- |',
    ...rows,
    ...(hasChart ? ['', `![Peers as multiples of ferkit](performance/${name}.svg)`] : []),
    '',
  ].join('\n');
}

const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);

/** A bar for each ratio of the last run, on a logarithmic axis, and a dot for the same ratio of each run before. */
function drawRatios(last, former) {
  const bars = last.cells.flatMap((cell) =>
    Object.entries(ratiosOf(cell)).map(([peer, ratio]) => ({
      label: `${cell.what}, ${peer}`,
      ratio,
      before: former
        .map(({ cells }) => cells.find(({ what }) => what === cell.what))
        .map((other) => (other === undefined ? undefined : ratiosOf(other)[peer]))
        .filter((other) => other !== undefined),
    })),
  );
  if (bars.length === 0) return undefined;
  const [left, width, line] = [330, 300, 20];
  const all = bars.flatMap(({ ratio, before }) => [ratio, ...before]);
  const lowest = Math.min(0.5, ...all);
  const highest = Math.max(2, ...all);
  const place = (ratio) => (left + (width * Math.log(ratio / lowest)) / Math.log(highest / lowest)).toFixed(1);
  const one = Number(place(1));
  const height = bars.length * line + 24;
  const rows = bars.map(({ label, ratio, before }, row) => {
    const end = Number(place(ratio));
    const y = row * line + 20;
    return [
      `<text x="${left - 8}" y="${y + 12}" text-anchor="end">${escape(label)}</text>`,
      `<rect x="${Math.min(one, end)}" y="${y + 2}" width="${Math.abs(end - one).toFixed(1)}" height="13" fill="${ratio >= 1 ? '#2f6f8f' : '#b4552d'}"/>`,
      ...before.map((value) => `<circle cx="${place(value)}" cy="${y + 8.5}" r="2.5" fill="#888"/>`),
      `<text x="${Math.max(one, end) + 6}" y="${y + 12}">${ratio}x</text>`,
    ].join('');
  });
  return (
    [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 ${height}" font-family="system-ui, sans-serif" font-size="11">`,
      `<rect width="700" height="${height}" fill="#fff"/>`,
      `<text x="${one}" y="12" text-anchor="middle">as ferkit</text>`,
      `<line x1="${one}" x2="${one}" y1="16" y2="${height}" stroke="#444"/>`,
      ...rows,
      '</svg>',
    ].join('\n') + '\n'
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writePerformance();
