import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Functions and classes that take an error's text. Tests check positions and values in such texts, not the wording. */
const composers = new Set(['FerError', 'malformed', 'optionInvalid', 'corrupt', 'custom', 'fail']);

const isText = (path) => path.isStringLiteral() || path.isTemplateLiteral();
const composes = ({ node }) =>
  (node.type === 'NewExpression' || node.type === 'CallExpression') && composers.has(node.callee.name);
/** True for the last element of a rule in a `rules` table: the text that describes valid values. */
const isExpectation = ({ key, parentPath: rule }) =>
  key === 3 && rule.isArrayExpression() && rule.parentPath.parent.id?.name === 'rules';

/** Excludes error texts from mutation; conditions for errors are mutated. */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'messages', {
    shouldIgnore: (path) =>
      isText(path) && (path.findParent(composes) || isExpectation(path)) ? 'The wording of an error' : undefined,
  }),
];
