import type { FaceReport, SkippedKind } from '@ferkit/core/datasets';
import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';

/** Texts on how a dataset was read, in `<TrainingPanel>`. */
export interface DataMessages extends CommonMessages {
  /** Faces that were cropped from photos. `english` is the sentence of core's `describeFaces`. */
  readonly dataFaces: (values: { report: FaceReport; english: string }) => string;
  /** `number` selects the plural form, `written` is the formatted number. */
  readonly dataLeftOut: (number: number, written: string) => string;
  /** One kind of rows or files that were left out, with the first names. `english` is the text of core's `describeSkipped`. */
  readonly dataLeftOutKind: (values: {
    kind: SkippedKind;
    number: number;
    english: string;
    names: readonly string[];
  }) => string;
}

const own: Omit<DataMessages, keyof CommonMessages> = {
  dataFaces: ({ english }) => `${english}.`,
  dataLeftOut: (_number, written) => `Left out of the data: ${written}`,
  dataLeftOutKind: ({ number, english, names }) =>
    `${english}: ${names.join(', ')}${number > names.length ? ', …' : ''}`,
};

/** English {@link DataMessages}. */
export const dataMessages: DataMessages = /* @__PURE__ */ joinMessages(commonMessages, own);
