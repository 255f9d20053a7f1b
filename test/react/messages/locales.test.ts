import { describe, expect, it } from 'vitest';
import { buildConfusionView, loadLocale, LOCALES, messageDefaults, type Messages } from '@ferkit/react/export';
import { moods } from '../support/confusions';

type Key = keyof Messages;
type Sentence = { [K in Key]: Messages[K] extends (...values: never[]) => string ? K : never }[Key];
type Calls = { readonly [K in Sentence]: readonly Parameters<Messages[K]>[] };

const numbered = [0, 1, 2, 3, 11, 100].map((number): [number, string] => [number, '‹written›']);
const named = numbered.map(([number, written]): [number, string, string[]] => [number, written, ['‹name›']]);
const score = { label: '‹label›', score: '‹score›' };
const cell = { truth: '‹truth›', predicted: '‹predicted›', count: '‹count›', whole: '‹whole›', share: '‹share›' };
const run = { train: '‹train›', validation: '‹validation›', labels: '‹labels›' };
const faceReport = { cropped: 7101, whole: 7202, several: 7303, severalSources: [] };
const skippedKinds = [
  'malformed',
  'bmp',
  'gif',
  'tiff',
  'heic',
  'avif',
  'other-format',
  'not-image',
  'unreadable',
  'unlabeled',
  'other-label',
  'empty-label',
  'no-face',
  'several-faces',
  'duplicate',
] as const;
const corruptionKinds = ['noise', 'blur', 'downscale', 'jpeg', 'dark', 'contrast', 'rotate', 'scale', 'shift', 'patch'];
const expressions = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral', 'contempt'];

/** Each message that is a function, with values whose marks show whether the text contains them. */
const calls: Calls = {
  label: [...expressions, '‹own label›', 'constructor'].map((label) => [label]),
  face: [['‹number›']],
  errorCamera: [['denied'], ['absent'], ['busy'], ['insecure'], ['ended']],
  errorFilm: [['format'], ['codec'], ['noVideo'], ['broken']],
  loadingOnce: [[{ total: '‹total›' }]],
  loadedSoFar: [[{ loaded: '‹loaded›', total: '‹total›' }]],
  loadingModel: [[{ total: '‹total›' }]],
  facesFound: [1, 2, 3, 11].map((number) => [
    { count: '‹count›', faces: Array.from({ length: number }, (_, k) => `‹face ${k}›`) },
  ]),
  labelCount: ['‹label›', null].map((label) => [{ label, count: '‹count›' }]),
  groupFound: [1, 2, 3, 11].map((number) => [
    { number, count: '‹count›', labels: Array.from({ length: number }, (_, k) => `‹label ${k}›`) },
  ]),
  faceIs: [[score]],
  mostLikely: [[score]],
  turnedPicture: [[{ degrees: '‹degrees›' }]],
  recordedTime: [['‹length›']],
  framesDropped: [['‹frames›']],
  filmProgress: [
    { share: '‹share›', left: '‹left›' },
    { share: null, left: null },
  ].map((values) => [values]),
  filmAnalysed: [['‹length›']],
  ranOn: [[{ backend: '‹backend›', milliseconds: '‹milliseconds›' }]],
  confusionSummary: [[{ samples: '‹samples›', labels: '‹labels›', accuracy: '‹accuracy›' }]],
  confusionWorst: [[{ truth: '‹truth›', predicted: '‹predicted›', share: '‹share›' }]],
  confusionChange: [['‹change›']],
  cell: [[{ ...cell, correct: true }], [{ ...cell, correct: false }]],
  cellHidden: [['‹label›']],
  cellChange: [['‹description›', '‹change›']],
  shareOfTruth: [['‹share›', '‹label›']],
  shareOfPredicted: [['‹share›', '‹label›']],
  shareOfAll: [['‹share›']],
  exportAs: [['‹format›']],
  cellSamples: [[{ truth: '‹truth›', predicted: '‹predicted›' }]],
  showMore: [['‹number›']],
  bestEpoch: [['‹epoch›']],
  trainingSummary: [[{ epochs: '‹epochs›', metric: '‹metric›', last: '‹last›' }]],
  dataFaces: [[{ report: faceReport, english: '' }]],
  dataLeftOut: numbered,
  dataLeftOutKind: skippedKinds.map((kind) => [
    { kind, number: 3, english: 'english', names: ['‹first›', '‹second›'] },
  ]),
  labelSummary: [[{ series: '‹series›', total: '‹total›', most: '‹most›', fewest: '‹fewest›' }]],
  explanationSummary: [[{ ...score, region: '‹region›', loss: '‹loss›' }]],
  explanationNoInfluence: [[score]],
  evidenceFor: [['‹label›']],
  evidenceAgainst: [['‹label›']],
  region: ([0, 1, 2] as const).flatMap((row) =>
    ([0, 1, 2] as const).map((column): [typeof row, typeof column] => [row, column]),
  ),
  predictionsSummary: [[{ correct: '‹correct›', total: '‹total›' }]],
  reliabilitySummary: [[{ error: '‹error›', samples: '‹samples›' }]],
  confidenceFromTo: [['‹from›', '‹to›']],
  interval: [[{ level: '‹level›', from: '‹from›', to: '‹to›' }]],
  scoreWithoutCopies: [['‹score›']],
  earlierScore: [[{ score: '‹score›', change: '‹change›' }]],
  otherLabelOrder: [[{ labels: '‹labels›', accuracy: '‹accuracy›', better: '‹better›' }]],
  labelsWithoutSamples: [[{ labels: '‹labels›', predictions: '‹predictions›' }]],
  otherDataset: [[{ dataset: '‹dataset›', earlier: '‹earlier›' }]],
  robustnessSummary: [
    [{ metric: '‹metric›', clean: '‹clean›', mean: '‹mean›', corruptions: '‹corruptions›', number: 3 }],
  ],
  robustnessComparison: [[{ metric: '‹metric›', models: '‹models›', corruptions: '‹corruptions›', number: 3 }]],
  robustnessOfModel: [[{ model: '‹model›', clean: '‹clean›', mean: '‹mean›' }]],
  robustnessWorst: [['‹corruption›', '‹score›']],
  robustnessShared: [['‹shared›', '‹shown›']],
  robustnessMissing: [['‹models›']],
  meanOfKind: [['‹kind›']],
  model: [['‹number›']],
  comparison: [['‹name›', '‹other›']],
  run: [['‹number›']],
  zoomed: [['‹from›', '‹to›']],
  corruption: [...corruptionKinds, '‹kind›'].map((kind) => [kind]),
  strength: [...corruptionKinds, '‹kind›'].map((kind) => ['‹strength›', kind]),
  scoreChange: [['‹score›', '‹points›']],
  trainingProgress: [[{ epoch: '‹epoch›', epochs: '‹epochs›', batch: '‹batch›', batches: '‹batches›' }]],
  trainingSpeed: [[{ imagesPerSecond: '‹speed›', left: '‹left›' }]],
  trainingStopped: [['‹epochs›']],
  trainingFinished: [
    [{ epochs: '‹epochs›', best: '‹best›', accuracy: '‹accuracy›' }],
    [{ epochs: '‹epochs›', best: '‹best›', accuracy: null }],
  ],
  trainingEpochDone: [[{ epoch: '‹epoch›', epochs: '‹epochs›' }]],
  confusionAfterEpoch: [['‹epoch›']],
  trainedOn: [[{ backend: '‹backend›', device: '‹device›', seed: '‹seed›', parameters: '‹parameters›' }]],
  heldOutFaces: numbered,
  withoutCopiesNote: [['‹samples›']],
  trainingData: [[run], [{ ...run, validation: null }]],
  collectHint: [['‹fewest›']],
  labelName: [['‹number›']],
  labelNumber: [['‹number›']],
  removeLabel: [['‹label›']],
  picturesWaiting: [['‹written›']],
  picturesCollected: numbered,
  picturesWithoutFace: [
    ...numbered.map(([number, written]): [number, string, string[]] => [number, written, []]),
    ...named,
  ],
  picturesUnreadable: named,
  picturesTooMany: named,
  labelFull: [[{ label: '‹label›', most: '‹most›' }]],
  labelNeeds: [1, 2, 3, 11].map((number) => [{ label: '‹label›', number, written: '‹written›' }]),
  heldOutRight: [1, 2, 3, 11].map((number) => [{ right: '‹right›', of: '‹of›', number }]),
  picturesOfSeveralFaces: numbered,
  removePicture: [[{ number: '‹number›', label: '‹label›' }]],
  timelineSummary: [[{ faces: '‹faces›', length: '‹length›' }]],
  timelineSpan: [[{ face: '‹face›', label: '‹label›', score: '‹score›', from: '‹from›', to: '‹to›' }]],
  mostlyLabel: [['‹label›']],
  timesShown: [['‹from›', '‹to›']],
  rowsShown: [['‹shown›', '‹total›']],
  firstOf: [['‹shown›', '‹total›']],
  sampleRow: [['‹row›']],
};

/** All texts of a language under names such as `cell 1`. */
function writeAll(messages: Messages): ReadonlyMap<string, string> {
  const sentences = (Object.keys(calls) as Sentence[]).flatMap((key) => {
    const write = messages[key] as (...values: unknown[]) => string;
    return calls[key].map((values, index): [string, string] => [`${key} ${index}`, write(...values)]);
  });
  const words = Object.entries(messages).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return new Map([...words, ...sentences]);
}

const marksIn = (text: string): readonly string[] => (text.match(/‹[^›]*›/g) ?? []).toSorted();
const english = writeAll(messageDefaults);

/** Texts that are the same in English: names, symbols, and loan words of the field. */
const shared: Readonly<Record<string, readonly string[]>> = {
  all: [
    'f1',
    'strength',
    'corruption 3',
    'corruption 10',
    'label 8',
    'label 9',
    'faceIs',
    'robustnessOfModel',
    'scoreChange',
    'meanOfKind',
    'confidenceFromTo',
    'ranOn',
    'cellChange',
  ],
  fr: [
    'label 5',
    'timelineScore',
    'source',
    'sourceFile',
    'picture',
    'validation',
    'imagesColumn',
    'predictions',
    'total',
    'pauseRecording',
  ],
  de: [
    'label 6',
    'errorDetails',
    'labelColumn',
    'labelNumber 0',
    'trainingCurves',
    'labels',
    'backend',
    'seed',
    'film',
    'pauseRecording',
  ],
};

describe.each(LOCALES.filter((locale) => locale !== 'en'))('the texts in %s', (locale) => {
  it('are as many as in English, and of the same kinds', async () => {
    const messages = await loadLocale(locale);
    const kindsOf = (texts: object): readonly string[] =>
      Object.entries(texts)
        .map(([key, text]) => `${key}: ${typeof text}`)
        .sort();
    expect(kindsOf(messages)).toEqual(kindsOf(messageDefaults));
    expect(messages).toMatchObject({ locale, direction: locale === 'ar' ? 'rtl' : 'ltr' });
  });

  it('contain the same values as in English', async () => {
    const texts = writeAll((await loadLocale(locale)) as Messages);
    for (const [name, text] of english) {
      // Arabic has words for one and two of a kind, and none for zero, in place of the number.
      if (locale === 'ar' && /^((faces|group)Found [01]|labelNeeds [01]|(heldOut|pictures)\w+ [0-2678])$/.test(name))
        continue;
      expect([name, ...marksIn(texts.get(name)!)]).toEqual([name, ...marksIn(text)]);
      expect(texts.get(name)).not.toMatch(/undefined|null|NaN|\[object/);
    }
  });

  it('are not in English', async () => {
    const texts = writeAll((await loadLocale(locale)) as Messages);
    const isShared = (name: string): boolean =>
      [...shared.all!, ...(shared[locale] ?? [])].some((known) => known === name || known === name.split(' ')[0]);
    const left = [...english].filter(([name, text]) => texts.get(name) === text && !isShared(name));
    expect(left.map(([name, text]) => `${name}: ${text}`)).toEqual([]);
    // English words of three letters or more, outside names that no language translates.
    const names =
      /evaluate\(.*?\)|ferkit evaluate --corruptions|https|PNG|JPEG|WebP|GIF|BMP|TIFF|HEIC|AVIF|‹[^›]*›|\b(?:Backend|Batch|Seed|Score|constructor)\b/g;
    const common =
      /\b(?:the|and|of|with|from|for|face|faces|picture|pictures|label|true|training|image|images|sample|samples|model|loss)\b/;
    const loans: Readonly<Record<string, RegExp>> = { fr: /\b(?:face|image|images)\b/g, de: /$^/g };
    const mixed = [...texts].filter(
      ([name, text]) => common.test(text.replace(names, '').replace(loans[locale] ?? /$^/g, '')) && !isShared(name),
    );
    expect(mixed).toEqual([]);
  });

  it('write numbers and percents as Intl does', async () => {
    const messages = await loadLocale(locale);
    const { summary } = buildConfusionView(
      {
        labels: ['happy', 'sad'],
        counts: [
          [12000, 345],
          [0, 1],
        ],
      },
      { messages },
    );
    expect(summary).toContain(new Intl.NumberFormat(locale).format(12346));
    const percent = new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 1 });
    expect(summary).toContain(percent.format(0.972));
    expect(summary).toContain(messages.label!('happy'));
  });
});

describe('plural forms of 0, 1, 2, 3, 11 and 100', () => {
  it.each(
    Object.entries({
      fr: ['0 image', '1 image', '2 images', '3 images', '11 images', '100 images'],
      ar: ['لا صور', 'صورة واحدة', 'صورتان', '3 صور', '11 صورة', '100 صورة'],
      ja: ['0枚', '1枚', '2枚', '3枚', '11枚', '100枚'],
      hi: ['0 तस्वीर', '1 तस्वीर', '2 तस्वीरें', '3 तस्वीरें', '11 तस्वीरें', '100 तस्वीरें'],
      de: ['0 Bilder', '1 Bild', '2 Bilder', '3 Bilder', '11 Bilder', '100 Bilder'],
    }),
  )('are those of %s', async (locale, expected) => {
    const { picturesCollected } = await loadLocale(locale);
    const numbers = new Intl.NumberFormat(locale);
    expect([0, 1, 2, 3, 11, 100].map((number) => picturesCollected!(number, numbers.format(number)))).toEqual(expected);
  });
});

describe('loadLocale', () => {
  it.each([
    ['de-AT', 'de-AT', 'Genauigkeit'],
    ['de_CH', 'de-CH', 'Genauigkeit'],
    ['DE', 'de', 'Genauigkeit'],
  ])('of %s gives the texts of its language', async (tag, locale, accuracy) => {
    expect(await loadLocale(tag)).toMatchObject({ locale, accuracy });
  });

  it('of English gives locale and direction alone: its texts are the default', async () => {
    expect(await loadLocale('en-GB')).toEqual({ locale: 'en-GB', direction: 'ltr' });
  });

  it.each(['sv', 'zh-TW', 'hi-Latn', '', 'german', '12', 'de-'])('refuses %j, and lists the languages', async (tag) => {
    await expect(loadLocale(tag)).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option: 'locale' } });
    await expect(loadLocale(tag)).rejects.toThrow(LOCALES.join(', '));
  });

  it('formats numbers by the region', async () => {
    const { summary } = buildConfusionView(moods, { messages: await loadLocale('de-AT') });
    expect(summary).toContain('%');
  });
});
