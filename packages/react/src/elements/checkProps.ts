import { FerError } from '@ferkit/core/metrics';
import { isRecord, nodeRule, type PropRule } from './propRules';

/**
 * Finds the first prop that its rule refuses, that is nearly named as one of the component, or whose texts have the wrong type.
 * Attributes of elements pass.
 * @param owner - the component or hook, for the message
 * @param texts - the default texts of the component
 */
export function findFault(
  owner: string,
  props: Readonly<Record<string, unknown>>,
  table: Readonly<Record<string, PropRule>>,
  texts: object = {},
): FerError<'OPTION_INVALID'> | undefined {
  for (const name of Object.keys(props)) {
    const isAttribute = shared.has(name) || /^(data|aria)-/.test(name);
    if (props[name] === undefined || Object.hasOwn(table, name) || isAttribute) continue;
    const meant = findNear(name, Object.keys(table));
    if (meant === undefined) continue;
    return new FerError('OPTION_INVALID', {
      option: name,
      failed: `${owner} has no ${nounOf(owner)} "${name}"`,
      next: `Did you mean "${meant}"?`,
    });
  }
  for (const [name, { expected, accepts }] of Object.entries(table)) {
    if (!accepts(props[name])) return invalid(owner, name, expected, props[name]);
  }
  const { headingLevel } = props;
  if (headingLevel !== undefined && ![1, 2, 3, 4, 5, 6].includes(headingLevel as number)) {
    return invalid(owner, 'headingLevel', 'a whole number from 1 to 6', headingLevel);
  }
  if (!nodeRule.accepts(props.caption)) return invalid(owner, 'caption', nodeRule.expected, props.caption);
  return findTextFault(owner, props.messages, texts);
}

/** Props of all components, and attributes whose names are near to those of some props. */
const shared = /* @__PURE__ */ new Set([
  'caption',
  'headingLevel',
  'messages',
  'children',
  'className',
  'style',
  'title',
  'slot',
  'lang',
]);

function findTextFault(owner: string, messages: unknown, texts: object): FerError<'OPTION_INVALID'> | undefined {
  if (messages === undefined) return undefined;
  if (!isRecord(messages)) return invalid(owner, 'messages', 'an object with texts', messages);
  for (const [name, text] of Object.entries(texts)) {
    const given = messages[name];
    if (given === undefined || typeof given === typeof text) continue;
    const expected = typeof text === 'function' ? 'a function that gives the text' : 'text';
    return invalid(owner, `messages.${name}`, expected, given);
  }
  return undefined;
}

function invalid(owner: string, option: string, expected: string, value: unknown): FerError<'OPTION_INVALID'> {
  const failed = `Invalid value for the ${nounOf(owner)} "${option}" of ${owner}`;
  return new FerError('OPTION_INVALID', { option, failed, expected, received: describe(value) });
}

/** Components have props, functions options. */
const nounOf = (owner: string): string => (owner.startsWith('<') ? 'prop' : 'option');

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (!isRecord(value)) return String(value);
  const names = Object.keys(value).slice(0, 8).join(', ');
  return names === '' ? 'an object without fields' : `an object with ${names}`;
}

/** The name that a misspelt one most likely means: one letter wrong in one place of four, two of more. */
function findNear(name: string, names: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[-_]/g, '');
  const given = plain(name);
  return names.find((known) => {
    const meant = plain(known);
    const most = Math.max(given.length, meant.length);
    const least = Math.min(given.length, meant.length);
    let same = 0;
    while (same < least && given[same] === meant[same]) same++;
    let end = 0;
    while (end < least - same && given.at(-1 - end) === meant.at(-1 - end)) end++;
    return most - same - end <= (least < 5 ? 1 : 2);
  });
}
