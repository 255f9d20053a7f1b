import type { Classification } from '@ferkit/core';
import type { BaseMessages } from '../messages/Messages';

/** What a face shows, in a word. */
export function nameFace({ label }: Pick<Classification, 'label'>, messages: BaseMessages): string {
  return label === null ? messages.uncertain : messages.label(label);
}
