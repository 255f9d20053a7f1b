import { findFault } from '../elements/checkProps';
import {
  anyNumberRule,
  callbackRule,
  flagRule,
  isRecord,
  nullable,
  oneOf,
  optional,
  type PropRule,
  rule,
} from '../elements/propRules';
import { timelineMessages } from '../messages/timelineMessages';
import { timelineOf } from './timelineOf';

/** True for columns of which a timeline can be made. */
function areColumns(value: unknown): boolean {
  if (!isRecord(value)) return false;
  try {
    timelineOf(value as never);
    return true;
  } catch {
    return false;
  }
}

const rules: Readonly<Record<string, PropRule>> = {
  data: rule('the columns of a timeline, such as timeline.columns', areColumns),
  display: optional(oneOf('lines', 'areas')),
  video: nullable(
    rule('a <video> or <audio> element', (value) => isRecord(value) && typeof value.addEventListener === 'function'),
  ),
  time: nullable(anyNumberRule),
  onSeek: optional(callbackRule),
  toolbar: optional(flagRule),
};

/** Finds a wrong prop of `<ExpressionTimeline>`. */
export const findPropFault = (props: object): Error | undefined =>
  findFault('<ExpressionTimeline>', props as Readonly<Record<string, unknown>>, rules, timelineMessages);
