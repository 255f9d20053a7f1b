import type { ArgTypesEnhancer } from 'storybook/internal/types';

/** Description of a component from its TSDoc as Markdown. Storybook by itself prints the tags verbatim. */
export function describeComponent(component: { __docgenInfo?: { description?: string } } | undefined): string {
  const [text = '', ...examples] = (component?.__docgenInfo?.description ?? '').split(/^@example$/m);
  const heading = examples.length > 1 ? '**Examples**' : '**Example**';
  return examples.length === 0 ? text : [text, heading, ...examples].map((part) => part.trim()).join('\n\n');
}

/** Moves the `@default` of a prop from its description to the column of defaults. */
export const moveDefaults: ArgTypesEnhancer = ({ argTypes }) =>
  Object.fromEntries(
    Object.entries(argTypes).map(([name, argType]): [string, typeof argType] => {
      const [description = '', ...rest] = argType.description?.split(/\s*@default\s+/) ?? [];
      if (rest.length === 0) return [name, argType];
      const defaultValue = { summary: rest.join(' ') };
      return [name, { ...argType, description, table: { ...argType.table, defaultValue } }];
    }),
  );
