import { FerError, parseReport } from '@ferkit/core/metrics';
import { findFault } from '../elements/checkProps';
import { isRecord, nullable, type PropRule, rule } from '../elements/propRules';
import { reportMessages } from '../messages/reportMessages';

const expected = 'an evaluation report: the result of evaluate, or its JSON';
const listRule = nullable(rule('a list', Array.isArray));

/** Rules of the props of `<EvaluationReport>`. The sections check the entries of history and predictions. */
const rules: Readonly<Record<string, PropRule>> = {
  data: rule(expected, isRecord),
  compareWith: nullable(rule(expected, isRecord)),
  history: listRule,
  predictions: listRule,
};

/** Finds a wrong prop of `<EvaluationReport>`, also a report that is none or does not agree with itself. */
export function findPropFault(props: object): Error | undefined {
  const given = props as Readonly<Record<string, unknown>>;
  return (
    findFault('<EvaluationReport>', given, rules, reportMessages) ??
    findReportFault('data', given.data) ??
    findReportFault('compareWith', given.compareWith)
  );
}

function findReportFault(option: string, value: unknown): Error | undefined {
  if (value === undefined || value === null) return undefined;
  try {
    parseReport(value);
    return undefined;
  } catch (cause) {
    const failed = `Invalid value for the prop "${option}" of <EvaluationReport>`;
    return new FerError('OPTION_INVALID', { option, failed, expected, next: (cause as Error).message }, { cause });
  }
}
