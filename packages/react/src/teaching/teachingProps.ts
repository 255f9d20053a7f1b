import { findFault } from '../elements/checkProps';
import { flagRule, isRecord, namesRule, optional, type PropRule, rule } from '../elements/propRules';
import { teachingMessages } from '../messages/teachingMessages';
import { isTarget, setupProps } from '../training/setupProps';

const rules: Readonly<Record<string, PropRule>> = {
  ...setupProps,
  labels: optional(namesRule),
  faces: optional(rule('a face detector', (value) => isRecord(value) && typeof value.detect === 'function')),
  project: optional(
    rule(
      'a project: an address, a File or its bytes',
      (value) => typeof value === 'string' || (typeof value === 'object' && value !== null),
    ),
  ),
  projectName: optional(rule('the name of a file, or false', isTarget)),
  autoStart: optional(flagRule),
  saveTo: optional(rule('a target such as "download:name", or false', isTarget)),
};

/** Finds a wrong prop of `<TeachingPanel>`. */
export const findPropFault = (props: object): Error | undefined =>
  findFault('<TeachingPanel>', props as Readonly<Record<string, unknown>>, rules, teachingMessages);
