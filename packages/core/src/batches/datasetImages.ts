import type { Dataset } from '../datasets/Dataset';
import type { GrayImage } from '../images/GrayImage';

/** The images of all samples, as views in their order. */
export function datasetImages(dataset: Dataset): readonly GrayImage[] {
  return Array.from({ length: dataset.size }, (_, sample) => dataset.image(sample));
}
