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

/** The name that a misspelt one most likely means: one wrong letter of four, two of more. */
function findNear(name: string, names: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[-_]/g, '');
  return names.find((known) => {
    const limit = Math.min(name.length, known.length) < 5 ? 1 : 2;
    return Math.abs(name.length - known.length) <= limit + 2 && distance(plain(name), plain(known)) <= limit;
  });
}

/** Number of letters to insert, delete or replace. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 0; i < from.length; i++) {
    const above = row;
    row = [i + 1];
    for (let j = 0; j < to.length; j++) {
      row.push(Math.min(row[j]! + 1, above[j + 1]! + 1, above[j]! + (from[i] === to[j] ? 0 : 1)));
    }
  }
  return row.at(-1)!;
}
