import type { ByteSource, FerModel, GrayImage, OpenProjectOptions, Project } from '@ferkit/core';
import { FerError } from '@ferkit/core/metrics';
import type { SavedLabel } from './SampleCollection';

/** The pictures that test a model, and how many of them it gets right. */
export interface TeachingOutcome {
  /** Number of held-out pictures with the right label. */
  readonly right: number;
  /** Number of held-out pictures. */
  readonly of: number;
}

/** A project, and the result of its model on the pictures that were held out. */
interface TaughtProject extends Project {
  readonly labels: readonly SavedLabel[];
  /** Null without a model, and without held-out pictures of its labels. */
  readonly outcome: TeachingOutcome | null;
}

/** Options of {@link readTaught}. */
interface ReadTaughtOptions extends OpenProjectOptions {
  /** Size of the pictures that are collected, in pixels. */
  readonly size: { readonly width: number; readonly height: number };
}

/**
 * Reads a project.
 * @throws the errors of `openProject`; OPTION_INVALID for pictures of another size, or in colour
 */
export async function readTaught(source: ByteSource, { size, ...options }: ReadTaughtOptions): Promise<TaughtProject> {
  const { openProject } = await import('@ferkit/core');
  const project = await openProject(source, options);
  try {
    const { dataset, model } = project;
    if (dataset.width !== size.width || dataset.height !== size.height || dataset.channels !== 1) {
      throw new FerError('OPTION_INVALID', {
        option: 'project',
        failed: `The pictures of "${dataset.name}" cannot be added to those that are collected`,
        expected: `${size.width} x ${size.height} pixels in grey`,
        received: `${dataset.width} x ${dataset.height}${dataset.channels === 1 ? '' : ' in colour'}`,
        next: 'Train on it by `ferkit train`, or collect its pictures here anew.',
      });
    }
    const positions = Array.from(dataset.rows.keys());
    const labels = dataset.labels.map((name): SavedLabel => ({
      name,
      samples: positions
        .filter((k) => dataset.label(k) === name)
        .map((k) => ({ image: dataset.image(k) as GrayImage, heldOut: dataset.splitOf(k) !== 'train' })),
    }));
    return { ...project, labels, outcome: model === undefined ? null : await test(model, project, options) };
  } catch (cause) {
    project.model?.dispose();
    throw cause;
  }
}

async function test(
  model: FerModel,
  { dataset }: Project,
  { signal }: OpenProjectOptions,
): Promise<TeachingOutcome | null> {
  const isTest = (k: number): boolean => dataset.splitOf(k) === 'validation' && model.labels.includes(dataset.label(k));
  if (!Array.from(dataset.rows.keys()).some(isTest)) return null;
  const { evaluate } = await import('@ferkit/core');
  // Labels that came after the training have no part in it.
  const tests = dataset.filter(({ index }) => isTest(index));
  const { accuracy, samples } = await evaluate(model, tests, signal === undefined ? {} : { signal });
  return { right: Math.round(accuracy * samples), of: samples };
}
