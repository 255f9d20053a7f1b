import type { ArgTypesEnhancer } from 'storybook/internal/types';

/** Description of a component from its TSDoc as Markdown. Storybook by itself prints the tags verbatim. */
export function describeComponent(component: { __docgenInfo?: { description?: string } } | undefined): string {
  const [text = '', ...examples] = (component?.__docgenInfo?.description ?? '').split(/^@example$/m);
  const heading = examples.length > 1 ? '**Examples**' : '**Example**';
  return examples.length === 0 ? text : [text, heading, ...examples].map((part) => part.trim()).join('\n\n');
}

/** Types of props that a control can edit, by their names in Storybook. */
const editable: readonly unknown[] = ['boolean', 'number', 'string', 'enum'];

/**
 * Gives each prop the control of its type: a range to numbers whose description has "in [0, 1]" or "in [0, 1)", a text to content, and none
 * to objects and functions, which no visitor types.
 */
export const chooseControls: ArgTypesEnhancer = ({ argTypes }) =>
  Object.fromEntries(
    Object.entries(argTypes).map(([name, argType]): [string, typeof argType] => {
      const { type, description = '' } = argType;
      const typeName = typeof type === 'object' ? type.name : type;
      if (typeName === undefined) return [name, argType];
      if (typeName === 'number' && /in \[0, 1[\])]/.test(description)) {
        return [name, { ...argType, control: { type: 'range', min: 0, max: 1, step: 0.01 } }];
      }
      if (typeof type === 'object' && type.name === 'other' && type.value === 'ReactNode') {
        return [name, { ...argType, control: 'text' }];
      }
      return [name, editable.includes(typeName) ? argType : { ...argType, control: false }];
    }),
  );
