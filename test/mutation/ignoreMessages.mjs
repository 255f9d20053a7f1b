import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** What composes the text of an error. Its wording is not held by tests, except where it tells places and values. */
const composers = new Set(['FerError', 'malformed', 'optionInvalid', 'corrupt', 'custom', 'fail']);

const isText = (path) => path.isStringLiteral() || path.isTemplateLiteral();
const composes = ({ node }) =>
  (node.type === 'NewExpression' || node.type === 'CallExpression') && composers.has(node.callee.name);
/** The last part of a rule in a table of rules: what an option may be, in words. */
const isExpectation = ({ key, parentPath: rule }) =>
  key === 3 && rule.isArrayExpression() && rule.parentPath.parent.id?.name === 'rules';

/** Leaves the wording of errors alone; the conditions under which they are thrown are mutated. */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'messages', {
    shouldIgnore: (path) =>
      isText(path) && (path.findParent(composes) || isExpectation(path)) ? 'The wording of an error' : undefined,
  }),
];
