import type { GrayImage } from '@ferkit/core/datasets';
import type { SampleLabel } from './SampleLabel';

/** The labels of a collection, and the number that the next thing in it is told apart by. */
export interface Samples {
  readonly labels: readonly SampleLabel[];
  readonly next: number;
}

/** What can happen to a collection. */
export type SamplesChange =
  | { readonly type: 'addLabel'; readonly name: string }
  | { readonly type: 'renameLabel'; readonly label: number; readonly name: string }
  | { readonly type: 'removeLabel'; readonly label: number }
  | { readonly type: 'addSample'; readonly label: number; readonly image: GrayImage }
  | { readonly type: 'removeSample'; readonly label: number; readonly sample: number }
  | { readonly type: 'clear' };

/** A collection of labels without a sample. */
export function startSamples(names: readonly string[]): Samples {
  return { labels: names.map((name, id) => ({ id, name, samples: [] })), next: names.length };
}

/** The collection after a change; the one before stays as it was. */
export function changeSamples({ labels, next }: Samples, change: SamplesChange): Samples {
  const alter = (id: number, how: (label: SampleLabel) => SampleLabel): Samples => ({
    labels: labels.map((label) => (label.id === id ? how(label) : label)),
    next: next + 1,
  });
  switch (change.type) {
    case 'addLabel':
      return { labels: [...labels, { id: next, name: change.name, samples: [] }], next: next + 1 };
    case 'renameLabel':
      return alter(change.label, (label) => ({ ...label, name: change.name }));
    case 'removeLabel':
      return { labels: labels.filter(({ id }) => id !== change.label), next };
    case 'addSample':
      return alter(change.label, (label) => ({
        ...label,
        samples: [...label.samples, { id: next, image: change.image }],
      }));
    case 'removeSample':
      return alter(change.label, (label) => ({
        ...label,
        samples: label.samples.filter(({ id }) => id !== change.sample),
      }));
    case 'clear':
      return { labels: labels.map((label) => ({ ...label, samples: [] })), next };
  }
}
