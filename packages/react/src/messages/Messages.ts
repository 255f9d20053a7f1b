/** What one cell of a confusion matrix holds, ready to be put into words. */
export interface CellWords {
  readonly truth: string;
  readonly predicted: string;
  readonly count: string;
  /** What the share is a share of. */
  readonly whole: string;
  /** The share in words, from one of the `shareOf...` messages. */
  readonly share: string;
  readonly correct: boolean;
}

/** The words of all components but those that have words of their own. */
export interface BaseMessages {
  /**
   * Language of numbers, as a BCP 47 tag. It is fixed rather than the visitor's, so that server and browser write alike.
   * @default 'en'
   */
  readonly locale: string;
  /** What a label of the data is called on screen. @default the label itself */
  readonly label: (label: string) => string;
  readonly dataTable: string;
  readonly noData: string;

  readonly truth: string;
  readonly predicted: string;
  readonly total: string;
  readonly samples: string;
  readonly accuracy: string;
  readonly precision: string;
  readonly recall: string;
  readonly f1: string;
  readonly support: string;

  readonly confusionMatrix: string;
  readonly confusionSummary: (words: { samples: string; labels: string; accuracy: string }) => string;
  /** The largest of the mistakes. */
  readonly confusionWorst: (words: { truth: string; predicted: string; share: string }) => string;
  /** How much the accuracy differs from that of the second matrix. */
  readonly confusionChange: (change: string) => string;
  readonly confusionHint: string;
  readonly cell: (words: CellWords) => string;
  readonly cellHidden: (label: string) => string;
  readonly cellChange: (description: string, change: string) => string;
  readonly shareOfTruth: (share: string, label: string) => string;
  readonly shareOfPredicted: (share: string, label: string) => string;
  readonly shareOfAll: (share: string) => string;
  readonly legendShare: string;
  readonly legendCount: string;
  readonly legendChange: string;
  readonly normalize: string;
  readonly normalizeNone: string;
  readonly normalizeTruth: string;
  readonly normalizePredicted: string;
  readonly normalizeAll: string;
  readonly sort: string;
  readonly sortGiven: string;
  readonly sortRecall: string;
  readonly sortSupport: string;
  readonly sortLabel: string;
  readonly hideDiagonal: string;
  readonly exportAs: (format: string) => string;

  readonly scores: string;
  readonly labelColumn: string;
  readonly macroAverage: string;
  readonly weightedAverage: string;
  readonly samplesShown: string;
  readonly allSamples: string;
  readonly withoutCopies: string;
  readonly withoutCopiesNote: (left: string) => string;

  readonly trainingCurves: string;
  readonly epoch: string;
  readonly loss: string;
  readonly train: string;
  readonly validation: string;
  readonly bestEpoch: (epoch: string) => string;
  readonly trainingSummary: (words: { epochs: string; metric: string; last: string }) => string;
  readonly noEpochs: string;

  readonly classDistribution: string;
  readonly classSummary: (words: { series: string; total: string; most: string; fewest: string }) => string;

  readonly reliability: string;
  readonly reliabilitySummary: (words: { error: string; samples: string }) => string;
  readonly confidence: string;
  readonly confidenceFromTo: (from: string, to: string) => string;
  readonly gap: string;

  readonly predictions: string;
  readonly predictionsSummary: (words: { right: string; total: string }) => string;
  readonly face: (number: string) => string;
  readonly right: string;
  readonly wrong: string;
  readonly uncertain: string;
  readonly unlabelled: string;

  readonly emotionClassifier: string;
  readonly source: string;
  readonly sourceFile: string;
  readonly sourceUrl: string;
  readonly sourceWebcam: string;
  readonly choosePicture: string;
  readonly chooseAnother: string;
  readonly dropHint: string;
  readonly address: string;
  readonly openAddress: string;
  readonly startCamera: string;
  readonly stopCamera: string;
  readonly cameraStarting: string;
  readonly cameraPaused: string;
  readonly picture: string;
  readonly cameraPicture: string;
  readonly waitingForPicture: string;
  readonly loadingModel: (words: { loaded: string; total: string }) => string;
  readonly loadingEngine: string;
  readonly loadingDetector: string;
  readonly warmingUp: string;
  readonly looking: string;
  readonly noFace: string;
  readonly noFaceHint: string;
  readonly facesFound: (words: { count: string; faces: readonly string[] }) => string;
  /** One face, for those who hear it. */
  readonly faceIs: (words: { label: string; score: string }) => string;
  readonly mostLikely: (words: { label: string; score: string }) => string;
  readonly smallFace: string;
  /** What classified, and how long a face took it. */
  readonly ranOn: (words: { backend: string; milliseconds: string }) => string;
  readonly retry: string;
  readonly errorDetails: string;
  readonly errorPicture: string;
  readonly errorAddress: string;
  readonly errorBackend: string;
  readonly errorModel: string;
  readonly errorCamera: (reason: 'denied' | 'absent' | 'busy' | 'insecure' | 'ended') => string;
  readonly errorOther: string;
  readonly consentContinue: string;
  readonly classifierNotice: string;

  readonly trainingPanel: string;
  readonly trainingData: (words: { train: string; validation: string | null; labels: string }) => string;
  readonly noTrainingData: string;
  readonly startTraining: string;
  readonly stopTraining: string;
  readonly resumeTraining: string;
  readonly restartTraining: string;
  readonly trainingPreparing: string;
  readonly trainingStopping: string;
  readonly trainingProgress: (words: { epoch: string; epochs: string; batch: string; batches: string }) => string;
  readonly trainingSpeed: (words: { imagesPerSecond: string; left: string }) => string;
  readonly trainingStopped: (epochs: string) => string;
  /** The accuracy is that of the best epoch on the validation set; null without one. */
  readonly trainingFinished: (words: { epochs: string; best: string; accuracy: string | null }) => string;
  readonly trainingEpochDone: (words: { epoch: string; epochs: string }) => string;
  readonly confusionAfterEpoch: (epoch: string) => string;
  /** What trained: the backend and its device, the seed, the size of the network. */
  readonly trainedOn: (words: { backend: string; device: string; seed: string; parameters: string }) => string;
  readonly saveModel: string;
  readonly savingModel: string;
  readonly modelSaved: string;
  readonly errorDiverged: string;
  readonly errorStorage: string;
  readonly errorCheckpoint: string;
}

/** The words of `<ExplanationMap>`. */
export interface ExplanationMessages {
  readonly explanation: string;
  /** What covering the region that counts most costs the score, on average. */
  readonly explanationSummary: (words: { label: string; score: string; region: string; loss: string }) => string;
  /** No region speaks for the label. */
  readonly explanationNothing: (words: { label: string; score: string }) => string;
  readonly explainedFace: string;
  readonly speaksFor: (label: string) => string;
  readonly speaksAgainst: (label: string) => string;
  readonly regionColumn: string;
  readonly influenceColumn: string;
  /** One of nine parts of a face: rows from the top, columns from the left of the picture. */
  readonly region: (row: 0 | 1 | 2, column: 0 | 1 | 2) => string;
}

/** The words of `<TeachingPanel>`. */
export interface TeachingMessages {
  readonly teachingPanel: string;
  readonly collectPictures: string;
  readonly collectHint: (fewest: string) => string;
  /** What a field is called that holds the name of a label. */
  readonly labelName: (number: string) => string;
  /** What a label is called that has no name yet. */
  readonly labelNumber: (number: string) => string;
  readonly labelInvalid: string;
  readonly addLabel: string;
  readonly removeLabel: (label: string) => string;
  readonly picturesWaiting: (count: string) => string;
  /** The number, and as it is written. */
  readonly picturesCollected: (number: number, written: string) => string;
  readonly picturesWithoutFace: (number: number, written: string) => string;
  /** The name of the label is read after it. */
  readonly record: string;
  readonly stopRecording: string;
  readonly addFiles: string;
  readonly removePicture: (words: { number: string; label: string }) => string;
  /** Heads the classifier that a freshly trained model is tried with. */
  readonly tryModel: string;
}

/** Every word that the components show, and how they write numbers. */
export interface Messages extends BaseMessages, ExplanationMessages, TeachingMessages {}
