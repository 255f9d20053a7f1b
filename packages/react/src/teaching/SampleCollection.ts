import type { GrayImage } from '@ferkit/core/datasets';

/** A collected face, cropped as a network takes it. */
export interface LabelledSample {
  /** Unique in the collection. */
  readonly id: number;
  /** The face in grey. */
  readonly image: GrayImage;
  /** True if it is kept out of the training, to test the model: a fifth of the samples of each label. It never changes. */
  readonly heldOut: boolean;
}

/** A label with the faces that were collected for it. */
export interface SampleLabel {
  /** Unique in the collection. */
  readonly id: number;
  /** Name as typed by the visitor. */
  readonly name: string;
  /** Collected faces. */
  readonly samples: readonly LabelledSample[];
}

/** Labels with their samples. */
export interface SampleCollection {
  readonly labels: readonly SampleLabel[];
  /** Id of the next label or sample; ids are never reused. */
  readonly nextId: number;
}

/** Minimum samples of each label. The fifth, tenth ... sample is held out. */
export const MIN_SAMPLES = 5;

/** Maximum samples of a label, which bounds the memory of the page. */
export const MAX_SAMPLES = 500;

/** A label with samples of an earlier visit. */
export interface SavedLabel {
  /** The label. */
  readonly name: string;
  /** Its pictures, in the order in which they were collected. */
  readonly samples: readonly Omit<LabelledSample, 'id'>[];
}

/** A change of a collection. `label` and `sample` are ids. */
export type SampleAction =
  | { readonly type: 'addLabel'; readonly name: string }
  | { readonly type: 'renameLabel'; readonly label: number; readonly name: string }
  | { readonly type: 'removeLabel'; readonly label: number }
  | { readonly type: 'addSample'; readonly label: number; readonly image: GrayImage }
  | { readonly type: 'merge'; readonly labels: readonly SavedLabel[] }
  | { readonly type: 'removeSample'; readonly label: number; readonly sample: number }
  | { readonly type: 'clear' };

/** A collection of labels without samples. */
export function createCollection(names: readonly string[]): SampleCollection {
  return { labels: names.map((name, id) => ({ id, name, samples: [] })), nextId: names.length };
}

/** Reducer: the collection after an action. */
export function changeCollection({ labels, nextId }: SampleCollection, action: SampleAction): SampleCollection {
  const updateLabel = (id: number, update: (label: SampleLabel) => SampleLabel): SampleCollection => ({
    labels: labels.map((label) => (label.id === id ? update(label) : label)),
    nextId: nextId + 1,
  });
  switch (action.type) {
    case 'addLabel':
      return { labels: [...labels, { id: nextId, name: action.name, samples: [] }], nextId: nextId + 1 };
    case 'renameLabel':
      return updateLabel(action.label, (label) => ({ ...label, name: action.name }));
    case 'removeLabel':
      return { labels: labels.filter(({ id }) => id !== action.label), nextId };
    case 'addSample':
      return updateLabel(action.label, (label) =>
        label.samples.length >= MAX_SAMPLES ? label : addSample(label, action.image, nextId),
      );
    case 'merge':
      return merge({ labels, nextId }, action.labels);
    case 'removeSample':
      return updateLabel(action.label, (label) => ({
        ...label,
        samples: label.samples.filter(({ id }) => id !== action.sample),
      }));
    case 'clear':
      return { labels: labels.map((label) => ({ ...label, samples: [] })), nextId };
  }
}

function addSample(label: SampleLabel, image: GrayImage, id: number): SampleLabel {
  const { samples } = label;
  const held = samples.filter(({ heldOut }) => heldOut).length;
  // Decided once: a sample that a model was trained on must not test it later.
  const heldOut = held < Math.floor((samples.length + 1) / MIN_SAMPLES);
  return { ...label, samples: [...samples, { id, image, heldOut }] };
}

/** Adds saved samples to the labels of the same names, and the other labels. Samples that are there already are left out. */
function merge({ labels, nextId }: SampleCollection, saved: readonly SavedLabel[]): SampleCollection {
  let id = nextId;
  const isEmpty = labels.every(({ samples }) => samples.length === 0);
  const merged = isEmpty ? [] : [...labels];
  for (const { name, samples } of saved) {
    const at = merged.findIndex((label) => label.name.trim() === name);
    const label = merged[at] ?? { id: id++, name, samples: [] };
    const known = new Set(label.samples.map(({ image }) => String(image.pixels)));
    const added = samples.filter(({ image }) => !known.has(String(image.pixels)));
    const all = [...label.samples, ...added.map((sample) => ({ ...sample, id: id++ }))].slice(0, MAX_SAMPLES);
    merged.splice(at < 0 ? merged.length : at, 1, { ...label, samples: all });
  }
  return { labels: merged, nextId: id };
}

/** True if a label has a name that no other label has. */
export function hasUniqueName(label: SampleLabel, labels: readonly SampleLabel[]): boolean {
  const name = label.name.trim();
  return name !== '' && labels.every((other) => other === label || other.name.trim() !== name);
}

/** A reason why the labels cannot be trained yet. */
export type CollectionGap =
  /** Fewer than two labels have samples. */
  | { readonly kind: 'labels' }
  /** A label has no name, or that of another. */
  | { readonly kind: 'name'; readonly label: SampleLabel }
  /** A label needs a number of samples more. */
  | { readonly kind: 'samples'; readonly label: SampleLabel; readonly missing: number };

/** The reasons why labels cannot be trained yet, of which labels without samples are none; empty if they can. */
export function findGaps(labels: readonly SampleLabel[]): readonly CollectionGap[] {
  const used = labels.filter(({ samples }) => samples.length > 0);
  const gaps = used.flatMap((label): CollectionGap[] => {
    const count = label.samples.length;
    // After the held-out samples were removed, the next one is held out.
    const isTested = label.samples.some(({ heldOut }) => heldOut);
    const missing = Math.max(MIN_SAMPLES - count, isTested ? 0 : 1);
    return [
      ...(hasUniqueName(label, labels) ? [] : [{ kind: 'name', label } as const]),
      ...(missing > 0 ? [{ kind: 'samples', label, missing } as const] : []),
    ];
  });
  return used.length < 2 ? [{ kind: 'labels' }, ...gaps] : gaps;
}

/** The labels that have samples; null while there are gaps. */
export function selectTrainable(labels: readonly SampleLabel[]): readonly SampleLabel[] | null {
  return findGaps(labels).length > 0 ? null : labels.filter(({ samples }) => samples.length > 0);
}
