import { isFerError } from './errors';

/** Splits a dataset so that the images of a group, such as those of a person, stay together, where it knows several groups. */
export function keepGroups<Splits extends { readonly groups?: unknown }>(
  dataset: Splits,
  split: (options: { readonly by?: 'group' }) => Splits,
): Splits {
  if (dataset.groups === undefined) return split({});
  try {
    return split({ by: 'group' });
  } catch (error) {
    // All images are of one group, or of none known.
    if (isFerError(error, 'OPTION_INVALID') && error.details.option === 'by') return split({});
    throw error;
  }
}
