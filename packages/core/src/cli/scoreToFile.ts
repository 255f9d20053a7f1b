import type { Classifier } from '../index';
import { classifyInputs } from './classifyInputs';
import type { Host } from './Host';
import type { InputImages } from './inputs/InputImage';
import { formatCount } from './render/formatNumber';
import { resultLine } from './results/resultLine';
import type { ResultsFile } from './results/ResultsFile';
import { ScoringProgress } from './ScoringProgress';

/** What {@link scoreToFile} works on. */
export interface Scoring {
  readonly classifier: Classifier;
  readonly inputs: InputImages;
  readonly results: ResultsFile;
  readonly top: number | undefined;
}

/** Classifies all inputs that have no line in a file of results yet, and adds theirs, a batch at a time. */
export async function scoreToFile({ classifier, inputs, results, top }: Scoring, host: Host): Promise<void> {
  const { error: screen, out, signal } = host;
  const before = await results.passDone(inputs, signal);
  if (before.images > 0) screen.print(`${results.path} goes on after ${formatCount(before.images)} images.`);
  const progress = new ScoringProgress(screen);
  try {
    for await (const outcomes of classifyInputs(classifier, inputs, signal)) {
      await results.append(outcomes.map((outcome) => resultLine(outcome, top)));
      let failed = 0;
      for (const outcome of outcomes) {
        if (!('error' in outcome)) continue;
        failed++;
        progress.report(outcome.name, outcome.error);
      }
      progress.update(outcomes.length, failed);
    }
  } finally {
    progress.end();
  }
  const failed = before.failed + progress.failed;
  const [all, rate] = [before.images + progress.images, progress.imagesPerSecond.toFixed(1)];
  out.print(
    `${results.path}: ${formatCount(all)} images${failed === 0 ? '' : `, of which ${formatCount(failed)} could not be read`}${
      progress.images === 0 ? '' : `; ${formatCount(progress.images)} now, at ${rate} images/s`
    }.`,
  );
}
