import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';

/** Texts that the components of plain data share. */
export interface ChartMessages extends CommonMessages {
  /** Label of the button that opens the numbers of a chart as a table. */
  readonly dataTable: string;
  readonly noData: string;
  readonly exportAs: (format: string) => string;
  readonly showMore: (number: string) => string;
  readonly sort: string;
  readonly truth: string;
  readonly predicted: string;
  readonly total: string;
  readonly samples: string;
  readonly accuracy: string;
  readonly precision: string;
  readonly recall: string;
  readonly f1: string;
  readonly support: string;
  readonly labelColumn: string;
  readonly sortGiven: string;
  readonly sortLabel: string;
  readonly sortValue: string;
  /** Accessible name of the buttons that show and hide the series of a chart. */
  readonly seriesShown: string;
  /** Under a table that is wider than its place. */
  readonly scrollHint: string;
  /** Name of a model without one. */
  readonly model: (number: string) => string;
  /** Column of the differences between two models. */
  readonly change: string;
  /** The two models or runs that are compared. */
  readonly comparison: (name: string, other: string) => string;
}

const own: Omit<ChartMessages, keyof CommonMessages> = {
  dataTable: 'Show as table',
  noData: 'No data',
  exportAs: (format) => `Save as ${format}`,
  showMore: (number) => `Show ${number} more`,
  sort: 'Order',
  truth: 'True label',
  predicted: 'Predicted label',
  total: 'Total',
  samples: 'Samples',
  accuracy: 'Accuracy',
  precision: 'Precision',
  recall: 'Recall',
  f1: 'F1',
  support: 'Support',
  labelColumn: 'Label',
  sortGiven: 'As given',
  sortLabel: 'By name',
  sortValue: 'By value',
  seriesShown: 'Series',
  scrollHint: 'Scroll sideways to see all columns.',
  model: (number) => `Model ${number}`,
  change: 'Change',
  comparison: (name, other) => `${name} compared with ${other}.`,
};

/** English {@link ChartMessages}. */
export const chartMessages: ChartMessages = /* @__PURE__ */ joinMessages(commonMessages, own);
