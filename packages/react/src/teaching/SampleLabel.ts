import type { GrayImage } from '@ferkit/core/datasets';

/** One face that was collected, cut out as a network is fed with it. */
export interface LabelledSample {
  readonly id: number;
  readonly image: GrayImage;
}

/** A label, and the faces that were collected for it. */
export interface SampleLabel {
  readonly id: number;
  readonly name: string;
  readonly samples: readonly LabelledSample[];
}

/** With fewer faces of each label there is nothing to be judged by. */
export const FEWEST_SAMPLES = 5;

/** Whether a name can stand for a label: it says something, and no other label says the same. */
export function isUsableName(label: SampleLabel, labels: readonly SampleLabel[]): boolean {
  const name = label.name.trim();
  return name !== '' && labels.every((other) => other === label || other.name.trim() !== name);
}

/** The labels that something was collected for, where a network can learn from them; null where it cannot yet. */
export function usableLabels(labels: readonly SampleLabel[]): readonly SampleLabel[] | null {
  const used = labels.filter(({ samples }) => samples.length > 0);
  const isEnough = used.every((label) => label.samples.length >= FEWEST_SAMPLES && isUsableName(label, labels));
  return used.length >= 2 && isEnough ? used : null;
}
