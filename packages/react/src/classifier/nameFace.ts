import type { Classification } from '@ferkit/core';
import type { CommonMessages } from '../messages/commonMessages';

/** What a face shows, in a word. */
export function nameFace({ label }: Pick<Classification, 'label'>, messages: CommonMessages): string {
  return label === null ? messages.uncertain : messages.label(label);
}
