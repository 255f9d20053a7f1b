import type { Classification } from '@ferkit/core';
import type { CommonMessages } from '../messages/commonMessages';

/** The displayed label of a face. */
export function nameFace(
  { label }: Pick<Classification, 'label'>,
  messages: Pick<CommonMessages, 'label' | 'uncertain'>,
): string {
  return label === null ? messages.uncertain : messages.label(label);
}
