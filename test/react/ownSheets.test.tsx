// @vitest-environment node
import { build } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const source = fileURLToPath(new URL('../../packages/react/src', import.meta.url));

/** The classes and the attributes of ferkit that text has. */
const namesIn = (text: string): readonly string[] =>
  text.match(/(?<!-)\bferkit-[a-z-]*[a-z]|data-(fill|primary|series)\b/g) ?? [];

/** Selectors of a sheet with all that it imports, without values of variables. */
function styledBy(path: string): ReadonlySet<string> {
  const text = readFileSync(join(source, path), 'utf8').replace(/--ferkit-[a-z0-9-]+/g, '');
  const imports = [...text.matchAll(/@import '\.\/(.*?)'/g)].map(([, name]) => styledBy(join(dirname(path), name!)));
  return new Set([
    ...(text.match(/\.ferkit-[a-z-]*[a-z]|data-(fill|primary|series)\b/g) ?? []).map((name) => name.replace('.', '')),
    ...imports.flatMap((names) => [...names]),
  ]);
}

/** Names that the modules of a component use, also those that it loads later. */
async function usedBy(entry: string): Promise<ReadonlySet<string>> {
  const { metafile } = await build({
    entryPoints: [join(source, entry)],
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'out',
    format: 'esm',
    jsx: 'automatic',
    packages: 'external',
    // Without aliases, which lead to the sources of the core.
    tsconfigRaw: {},
    absWorkingDir: source,
  });
  const texts = Object.keys(metafile.inputs).map((path) => readFileSync(join(source, path), 'utf8'));
  return new Set(texts.flatMap(namesIn));
}

const components: Readonly<Record<string, readonly string[]>> = {
  'confusion-matrix': ['confusion/ConfusionMatrix.tsx'],
  'emotion-classifier': ['classifier/EmotionClassifier.tsx'],
  'evaluation-report': ['report/EvaluationReport.tsx'],
  'explanation-map': ['views/ExplanationMap.tsx'],
  'expression-timeline': ['timeline/ExpressionTimeline.tsx'],
  'label-distribution': ['views/LabelDistribution.tsx'],
  parts: [
    'parts/CameraView.tsx',
    'parts/FaceBoxes.tsx',
    'parts/FaceCard.tsx',
    'parts/FaceCrop.tsx',
    'elements/ScoreBars.tsx',
  ],
  'prediction-grid': ['views/PredictionGrid.tsx'],
  'reliability-diagram': ['views/ReliabilityDiagram.tsx'],
  'robustness-chart': ['views/RobustnessChart.tsx'],
  'scores-table': ['views/ScoresTable.tsx'],
  'teaching-panel': ['teaching/TeachingPanel.tsx'],
  'training-curves': ['training/TrainingCurves.tsx'],
  'training-panel': ['training/TrainingPanel.tsx'],
};

/** Faces of a cell, for which a page that passes `predictions` imports prediction-grid.css: others need not load their looks. */
const facesOfCells = ['ferkit-bars', 'ferkit-faces', 'ferkit-score', 'ferkit-verdict'];

/** Classes that a page which asks for the prop `timeline` styles with expression-timeline.css. */
const timelineOfClassifier = styledBy('styles/expression-timeline.css');

test('each sheet is of a component below', () => {
  const sheets = readdirSync(join(source, 'styles')).filter((name) => name.endsWith('.css'));
  expect(sheets.map((name) => name.replace('.css', '')).sort()).toEqual(Object.keys(components).sort());
});

describe.each(Object.entries(components))('styles/%s.css alone', (sheet, entries) => {
  test('styles all that its component shows, also later', async () => {
    const known = styledBy('styles.css');
    const lent = { 'confusion-matrix': facesOfCells, 'emotion-classifier': timelineOfClassifier }[sheet] ?? [];
    const own = new Set([...styledBy(`styles/${sheet}.css`), ...lent]);
    const used = await Promise.all(entries.map(usedBy));
    const missing = new Set(used.flatMap((names) => [...names].filter((name) => known.has(name) && !own.has(name))));
    expect([...missing].sort()).toEqual([]);
  });
});
