import type { EvaluationReport, Scores } from '../../index';
import { formatCount, formatPercent } from './formatNumber';
import { renderConfusion } from './renderConfusion';
import { renderScores } from './renderScores';
import type { Style } from './Style';

/** A report as a terminal shows it: the summary, the scores of each label, the confusion matrix. */
export function renderReport(report: EvaluationReport, style: Style, columns: number): string[] {
  const { dataset, samples, withoutTrainingCopies } = report;
  const copies = samples - (withoutTrainingCopies?.samples ?? samples);
  return [
    style.bold(`${dataset}: ${formatCount(samples)} images`),
    summarizeScores(report),
    ...(withoutTrainingCopies === undefined || copies === 0
      ? []
      : [
          style.bold(`without the ${formatCount(copies)} images that also stand in the training set`),
          summarizeScores(withoutTrainingCopies),
        ]),
    '',
    ...renderScores(report, style),
    '',
    ...renderConfusion(report.confusion, style, columns),
  ];
}

function summarizeScores({ accuracy, balancedAccuracy, macroF1, top2Accuracy, nll, ece }: Scores): string {
  return [
    `accuracy ${formatPercent(accuracy)}`,
    `balanced ${formatPercent(balancedAccuracy)}`,
    `macro F1 ${formatPercent(macroF1)}`,
    `top-2 ${formatPercent(top2Accuracy)}`,
    `NLL ${nll.toFixed(4)}`,
    `ECE ${ece.toFixed(4)}`,
  ].join('  ');
}
