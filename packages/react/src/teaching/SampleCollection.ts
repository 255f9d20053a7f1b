import type { GrayImage } from '@ferkit/core/datasets';

/** A collected face, cropped as a network takes it. */
export interface LabelledSample {
  /** Unique in the collection. */
  readonly id: number;
  /** The face in grey. */
  readonly image: GrayImage;
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

/** Minimum samples of each label, so that at least one is left for validation. */
export const MIN_SAMPLES = 5;

/** A change of a collection. `label` and `sample` are ids. */
export type SampleAction =
  | { readonly type: 'addLabel'; readonly name: string }
  | { readonly type: 'renameLabel'; readonly label: number; readonly name: string }
  | { readonly type: 'removeLabel'; readonly label: number }
  | { readonly type: 'addSample'; readonly label: number; readonly image: GrayImage }
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
      return updateLabel(action.label, (label) => ({
        ...label,
        samples: [...label.samples, { id: nextId, image: action.image }],
      }));
    case 'removeSample':
      return updateLabel(action.label, (label) => ({
        ...label,
        samples: label.samples.filter(({ id }) => id !== action.sample),
      }));
    case 'clear':
      return { labels: labels.map((label) => ({ ...label, samples: [] })), nextId };
  }
}

/** True if a label has a name that no other label has. */
export function hasUniqueName(label: SampleLabel, labels: readonly SampleLabel[]): boolean {
  const name = label.name.trim();
  return name !== '' && labels.every((other) => other === label || other.name.trim() !== name);
}

/** The labels that have samples; null unless they are two or more, each with a unique name and enough samples. */
export function selectTrainable(labels: readonly SampleLabel[]): readonly SampleLabel[] | null {
  const used = labels.filter(({ samples }) => samples.length > 0);
  const isEnough = used.every((label) => label.samples.length >= MIN_SAMPLES && hasUniqueName(label, labels));
  return used.length >= 2 && isEnough ? used : null;
}
