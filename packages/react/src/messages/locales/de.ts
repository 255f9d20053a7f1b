import type { Messages } from '../Messages';
import { strengthWith } from '../robustnessMessages';
import { type CorruptionNames, filesIn, namesFrom, numberIn, pluralIn, type SkippedNames } from './wording';

const plural = /* @__PURE__ */ pluralIn('de');
const write = /* @__PURE__ */ numberIn('de');

const listFiles = /* @__PURE__ */ filesIn('de', ': ', ', ', (others) => ` und ${others} weitere`);

/** German {@link Messages}. */
export const de: Messages = {
  locale: 'de',
  direction: 'ltr',
  label: /* @__PURE__ */ namesFrom({
    angry: 'wütend',
    disgust: 'angeekelt',
    fear: 'ängstlich',
    happy: 'fröhlich',
    sad: 'traurig',
    surprise: 'überrascht',
    neutral: 'neutral',
    contempt: 'verächtlich',
  }),
  dataTable: 'Als Tabelle zeigen',
  noData: 'Keine Daten',
  sort: 'Reihenfolge',
  truth: 'Wahres Label',
  predicted: 'Vorhergesagtes Label',
  total: 'Summe',
  samples: 'Beispiele',
  accuracy: 'Genauigkeit',
  precision: 'Präzision',
  recall: 'Trefferquote',
  f1: 'F1',
  support: 'Anzahl',
  labelColumn: 'Label',
  sortGiven: 'Wie angegeben',
  sortLabel: 'Nach Name',
  sortValue: 'Nach Wert',
  seriesShown: 'Reihen',
  scrollHint: 'Seitlich scrollen, um alle Spalten zu sehen.',
  model: (number) => `Modell ${number}`,
  change: 'Änderung',
  comparison: (name, other) => `${name} im Vergleich mit ${other}.`,
  face: (number) => `Gesicht ${number}`,
  uncertain: 'Unsicher',

  retry: 'Erneut versuchen',
  errorDetails: 'Details',
  errorPicture:
    'Diese Datei lässt sich nicht als Bild lesen. Unterstützt werden PNG, JPEG, WebP, GIF, BMP und die weiteren Formate dieses Browsers.',
  errorAddress:
    'Von dieser Adresse lässt sich nichts lesen: Sie ist vielleicht falsch, oder die andere Website erlaubt es nicht.',
  errorBackend: 'Dieser Browser hat kein Backend, auf dem das Modell läuft.',
  errorModel: 'Das Modell ist nicht nutzbar: Seine Dateien sind beschädigt oder passen nicht.',
  errorCamera: (reason) =>
    ({
      denied: 'Diese Seite darf die Kamera nicht nutzen. Erlauben Sie es in den Einstellungen des Browsers.',
      absent: 'Keine Kamera gefunden.',
      busy: 'Die Kamera liefert kein Bild. Vielleicht nutzt sie ein anderes Programm.',
      insecure: 'Kameras funktionieren nur auf sicheren Seiten (https).',
      ended: 'Die Kamera wurde getrennt.',
    })[reason],
  errorOther: 'Etwas ist schiefgegangen.',
  errorDiverged:
    'Das Training ist divergiert: Sein Verlust ist keine endliche Zahl mehr. Eine kleinere Lernrate kann helfen.',
  errorStorage: 'Es lässt sich nichts speichern: Der Browser verweigert den Speicher, oder er ist voll.',
  errorCheckpoint:
    'Der Zwischenstand des angehaltenen Trainings ist beschädigt oder passt nicht. Starten Sie ein neues Training.',

  startCamera: 'Kamera starten',
  stopCamera: 'Kamera stoppen',
  cameraStarting: 'Warten auf die Kamera …',
  cameraPaused: 'Die Kamera ist aus, solange die Seite verborgen ist.',
  cameraPicture: 'Kamerabild',

  emotionClassifier: 'Gesichtsausdruck',
  source: 'Quelle',
  sourceFile: 'Bild',
  sourceUrl: 'Adresse',
  sourceWebcam: 'Kamera',
  choosePicture: 'Bild auswählen',
  chooseAnother: 'Anderes Bild',
  dropHint: 'oder hier ablegen oder einfügen',
  address: 'Adresse eines Bildes',
  openAddress: 'Öffnen',
  picture: 'Bild',
  waitingForPicture: 'Hier erscheinen Gesichter und ihr Ausdruck.',
  loadingModel: ({ loaded, total }) => `Modell wird geladen: ${loaded} von ${total}`,
  loadingEngine: 'Rechenkern wird gestartet …',
  loadingDetector: 'Gesichtserkennung wird geladen …',
  warmingUp: 'Wird vorbereitet …',
  looking: 'Gesichter werden gesucht …',
  noFace: 'Kein Gesicht gefunden',
  noFaceHint: 'Ein Gesicht sollte von vorn zu sehen, gut beleuchtet und nicht zu klein sein.',
  facesFound: ({ count, faces }) =>
    `${count} ${plural(faces.length, { one: 'Gesicht', other: 'Gesichter' })}: ${faces.join('; ')}`,
  groupFound: ({ number, count, labels }) =>
    `${count} ${plural(number, { one: 'Gesicht', other: 'Gesichter' })}: ${labels.join(', ')}`,
  labelCount: ({ label, count }) => `${count} × ${label ?? 'unsicher'}`,
  faceIs: ({ label, score }) => `${label}, ${score}`,
  mostLikely: ({ label, score }) => `Am nächsten: ${label}, ${score}`,
  smallFace: 'Klein im Bild: weniger zuverlässig',
  turnedPicture: ({ degrees }) => `Foto um ${degrees}° gedreht`,
  uprightFace: 'Geneigter Kopf, aufrecht ausgewertet',
  stretchedFace: 'Dunkel oder blass, mit mehr Kontrast ausgewertet',
  ranOn: ({ backend, milliseconds }) => `${backend}, ${milliseconds} ms pro Gesicht`,
  consentContinue: 'Weiter',
  classifierNotice: 'Erkennt Gesichtsausdrücke, keine Gefühle. Bilder bleiben auf diesem Gerät.',

  confusionMatrix: 'Konfusionsmatrix',
  confusionSummary: ({ samples, labels, accuracy }) =>
    `${samples} Beispiele, ${labels} Labels, ${accuracy} richtig vorhergesagt.`,
  confusionWorst: ({ truth, predicted, share }) =>
    `Häufigster Fehler: „${truth}“ als „${predicted}“ vorhergesagt (${share}).`,
  confusionChange: (change) => `Änderung der Genauigkeit: ${change}.`,
  confusionHint: 'Auf eine Zelle zeigen oder mit den Pfeiltasten bewegen.',
  cell: ({ truth, predicted, count, whole, share, correct }) =>
    `${correct ? `„${truth}“ richtig vorhergesagt` : `„${truth}“ als „${predicted}“ vorhergesagt`}: ${count} von ${whole}, ${share}`,
  cellHidden: (label) => `„${label}“ richtig vorhergesagt: ausgeblendet`,
  cellChange: (description, change) => `${description}; Änderung ${change}`,
  shareOfTruth: (share, label) => `${share} aller Beispiele für „${label}“`,
  shareOfPredicted: (share, label) => `${share} aller Vorhersagen „${label}“`,
  shareOfAll: (share) => `${share} aller Beispiele`,
  legendShare: 'Anteil',
  legendCount: 'Beispiele',
  legendChange: 'Änderung',
  normalize: 'Anzeige',
  normalizeNone: 'Anzahlen',
  normalizeTruth: 'Anteil am wahren Label',
  normalizePredicted: 'Anteil am vorhergesagten Label',
  normalizeAll: 'Anteil an allen Beispielen',
  sortRecall: 'Nach Trefferquote',
  sortSupport: 'Nach Anzahl',
  hideDiagonal: 'Diagonale ausblenden',
  exportAs: (format) => `Als ${format} speichern`,
  cellSamplesHint: 'Eine Zelle auswählen, um ihre Bilder zu sehen.',
  cellSamples: ({ truth, predicted }) => `„${truth}“ als „${predicted}“ vorhergesagt, die schlechtesten zuerst`,
  noCellSamples: 'Zu dieser Zelle liegen keine Bilder vor.',
  showMore: (number) => `${number} weitere zeigen`,
  close: 'Schließen',

  trainingCurves: 'Training',
  epoch: 'Epoche',
  loss: 'Verlust',
  train: 'Training',
  validation: 'Validierung',
  bestEpoch: (epoch) => `Beste Epoche: ${epoch}`,
  trainingSummary: ({ epochs, metric, last }) => `${metric}, Epochen: ${epochs}; zuletzt: ${last}.`,
  noEpochs: 'Warten auf die erste Epoche.',
  run: (number) => `Lauf ${number}`,
  zoomHint: 'Zum Vergrößern über ein Diagramm ziehen oder + und − drücken.',
  zoomed: (from, to) => `Epochen ${from} bis ${to}`,
  resetZoom: 'Alle Epochen zeigen',

  dataFaces: ({ report: { cropped, whole, several } }) => {
    const parts = [
      `${write(cropped)} ${plural(cropped, { one: 'Gesicht', other: 'Gesichter' })} ausgeschnitten${several > 0 ? `, davon ${write(several)} aus Bildern mit mehreren Gesichtern` : ''}`,
    ];
    if (whole > 0) parts.push(`${write(whole)} ${plural(whole, { one: 'Bild', other: 'Bilder' })} ganz übernommen`);
    return `${parts.join('; ')}.`;
  },
  dataLeftOut: (_number, written) => `Aus den Daten ausgelassen: ${written}`,
  dataLeftOutKind: ({ kind, number, names }) =>
    `${skipped[kind]} (${write(number)}): ${names.join(', ')}${number > names.length ? ', …' : ''}`,

  labelDistribution: 'Beispiele pro Label',
  labelSummary: ({ series, total, most, fewest }) =>
    `${series}: insgesamt ${total}, am meisten ${most}, am wenigsten ${fewest}.`,

  explanation: 'Erklärung',
  explanationSummary: ({ label, score, region, loss }) =>
    `${label}, ${score}: Den größten Einfluss hat der Bereich ${region}; ihn zu verdecken kostet ${loss}.`,
  explanationNoInfluence: ({ label, score }) => `${label}, ${score}: Kein Teil des Gesichts spricht dafür.`,
  explainedFace: 'Das Gesicht, wie das Netz es sieht',
  evidenceFor: (label) => `Spricht für „${label}“`,
  evidenceAgainst: (label) => `Spricht gegen „${label}“`,
  regionColumn: 'Verdeckter Bereich',
  influenceColumn: 'Änderung des Scores',
  region: (row, column) =>
    [
      ['oben links', 'oben', 'oben rechts'],
      ['links', 'in der Mitte', 'rechts'],
      ['unten links', 'unten', 'unten rechts'],
    ][row]![column]!,

  predictions: 'Vorhersagen',
  predictionsSummary: ({ correct, total }) => `${correct} von ${total} richtig.`,
  correct: 'Richtig',
  wrong: 'Falsch',
  unlabelled: 'Ohne wahres Label',

  reliability: 'Zuverlässigkeit',
  reliabilitySummary: ({ error, samples }) => `Erwarteter Kalibrierungsfehler ${error} über ${samples} Beispiele.`,
  confidence: 'Konfidenz',
  confidenceFromTo: (from, to) => `${from} bis ${to}`,
  gap: 'Abweichung',

  robustness: 'Robustheit',
  robustnessSummary: ({ metric, clean, mean, corruptions }) =>
    `${metric}: ${clean} auf unveränderten Bildern, im Mittel ${mean} bei Störungen (Anzahl: ${corruptions}).`,
  robustnessComparison: ({ metric, models, corruptions }) =>
    `${metric}, Mittel über Störungen (Anzahl: ${corruptions}): ${models}.`,
  robustnessOfModel: ({ model, clean, mean }) => `${model} ${mean} (unverändert ${clean})`,
  robustnessWorst: (corruption, score) => `Am schlechtesten: ${corruption} (${score}).`,
  robustnessShared: (shared, shown) =>
    `Die Mittel umfassen ${shared} von ${shown} Störungen, nämlich die aller Modelle.`,
  robustnessNoneShared: 'Keine Störung hat einen Wert für jedes gemessene Modell, daher gibt es keine Mittel.',
  robustnessMissing: (models) => `Ohne Werte auf gestörten Bildern: ${models}.`,
  noRobustness:
    "Keine Werte auf gestörten Bildern. Sie entstehen durch evaluate(model, data, { corruptions: 'standard' }) oder ferkit evaluate --corruptions.",
  robustnessMetric: 'Anzeige',
  macroF1: 'Makro-F1',
  calibrationError: 'Kalibrierungsfehler',
  sortKind: 'Nach Art',
  sortLoss: 'Nach Einbuße',
  cleanImages: 'Unverändert',
  meanOfCorruptions: 'Mittel',
  meanOfKind: (kind) => `${kind}, Mittel`,
  imagesColumn: 'Bilder',
  corruption: /* @__PURE__ */ namesFrom({
    noise: 'Rauschen',
    blur: 'Unschärfe',
    downscale: 'Kleines Gesicht',
    jpeg: 'JPEG',
    dark: 'Dunkel',
    contrast: 'Wenig Kontrast',
    rotate: 'Gedreht',
    scale: 'Skaliert',
    shift: 'Verschoben',
    patch: 'Verdeckt',
  } satisfies CorruptionNames),
  strength: /* @__PURE__ */ strengthWith((quality) => `Qualität ${quality}`),
  scoreChange: (score, points) => `${score} (${points} Punkte)`,
  changeColumn: 'Änderung in Punkten',

  trainingPreparing: 'Rechenkern wird gestartet …',
  trainingStopping: 'Stoppt nach diesem Batch …',
  trainingProgress: ({ epoch, epochs, batch, batches }) =>
    `Epoche ${epoch} von ${epochs}, Batch ${batch} von ${batches}`,
  trainingSpeed: ({ imagesPerSecond, left }) => `${imagesPerSecond} Gesichter pro Sekunde, noch ${left}`,
  trainingStopped: (epochs) => `Gestoppt. Abgeschlossene Epochen: ${epochs}.`,
  trainingFinished: ({ epochs, best, accuracy }) =>
    `Fertig. Epochen: ${epochs}. Beste: Epoche ${best}${accuracy === null ? '' : `, Genauigkeit der Validierung ${accuracy}`}.`,
  trainingEpochDone: ({ epoch, epochs }) => `Epoche ${epoch} von ${epochs} abgeschlossen.`,
  confusionAfterEpoch: (epoch) => `Validierung nach Epoche ${epoch}`,
  trainedOn: ({ backend, device, seed, parameters }) => `${backend} (${device}), ${parameters} Parameter, Seed ${seed}`,
  heldOutFaces: (number, written) =>
    `${written} ${plural(number, { one: 'Trainingsgesicht ist', other: 'Trainingsgesichter sind' })} für die Validierung zurückgelegt.`,
  saveModel: 'Modell speichern',
  savingModel: 'Wird gespeichert …',
  modelSaved: 'Modell gespeichert.',

  scores: 'Werte pro Label',
  macroAverage: 'Makro-Mittel',
  weightedAverage: 'Gewichtetes Mittel',
  samplesShown: 'Beispiele',
  scoreShown: 'Wert',
  allSamples: 'Alle',
  withoutCopies: 'Ohne Kopien',
  withoutCopiesNote: (samples) => `Beispiele, deren Bild nicht auch im Training vorkommt: ${samples}.`,

  evaluationReport: 'Auswertung',
  balancedAccuracy: 'Mittlere Trefferquote',
  top2Accuracy: 'Top-2-Genauigkeit',
  logLoss: 'Negative Log-Likelihood',
  interval: ({ level, from, to }) => `${level}-Intervall: ${from} bis ${to}`,
  scoreWithoutCopies: (score) => `${score} ohne Kopien von Trainingsbildern`,
  earlierScore: ({ score, change }) => `${score} im früheren Bericht (${change})`,
  otherLabelOrder: ({ labels, accuracy, better }) =>
    `Die Labels stehen vielleicht in anderer Reihenfolge: ${labels} ergäbe eine Genauigkeit von ${better} statt ${accuracy}.`,
  labelsWithoutSamples: ({ labels, predictions }) =>
    `Labels ohne Beispiele, in den Mitteln ausgelassen: ${labels}. Vorhersagen dieser Labels, die als falsch zählen: ${predictions}.`,
  otherDataset: ({ dataset, earlier }) =>
    `Die Berichte gelten für verschiedene Daten, ${dataset} und ${earlier}: Auch daher können Änderungen kommen.`,
  evaluationFacts: 'Ausgewertet auf',
  dataset: 'Datensatz',
  samplesWithoutCopies: 'Ohne Kopien',
  backend: 'Backend',
  corruptionSeed: 'Seed der Störungen',
  earlierReport: 'Früherer Bericht',
  thisReport: 'Dieser Bericht',
  modelFacts: 'Modell',
  network: 'Netz',
  inputSize: 'Eingabe',
  labels: 'Labels',
  temperature: 'Temperatur',
  trainingFacts: 'Trainiert auf',
  epochs: 'Epochen',
  seed: 'Seed',
  trainingEnd: 'Beendet',
  library: 'Bibliothek',

  trainingPanel: 'Modell trainieren',
  trainingData: ({ train, validation, labels }) =>
    `Gesichter: ${train} für das Training${validation === null ? '' : `, ${validation} für die Validierung`}. Labels: ${labels}.`,
  noTrainingData: 'Noch keine Trainingsdaten.',
  startTraining: 'Training starten',
  stopTraining: 'Stoppen',
  resumeTraining: 'Fortsetzen',
  restartTraining: 'Neu starten',

  teachingPanel: 'Eigene Labels lehren',
  collectPictures: 'Trainingsbilder',
  collectHint: (fewest) => `Nötig sind mindestens zwei Labels mit je ${fewest} Bildern.`,
  labelName: (number) => `Name von Label ${number}`,
  labelNumber: (number) => `Label ${number}`,
  labelInvalid: 'Jedes Label braucht einen eigenen Namen.',
  addLabel: 'Label hinzufügen',
  removeLabel: (label) => `Label ${label} entfernen`,
  picturesWaiting: (written) => `Gesichter werden gesucht. Verbleibende Bilder: ${written}`,
  picturesCollected: (number, written) => `${written} ${plural(number, { one: 'Bild', other: 'Bilder' })}`,
  picturesWithoutFace: (number, written, names) =>
    `${written} ${plural(number, { one: 'Bild', other: 'Bilder' })} ohne Gesicht ausgelassen${listFiles(number, names)}.`,
  picturesUnreadable: (number, written, names) =>
    `${written} ${plural(number, { one: 'unlesbare Datei', other: 'unlesbare Dateien' })} ausgelassen${listFiles(number, names)}.`,
  picturesOfSeveralFaces: (number, written) =>
    `${written} ${plural(number, { one: 'Bild zeigt', other: 'Bilder zeigen' })} mehrere Gesichter: Das größte wurde genommen.`,
  record: 'Aufnehmen',
  stopRecording: 'Aufnahme stoppen',
  addFiles: 'Dateien hinzufügen',
  removePicture: ({ number, label }) => `Bild ${number} von ${label} entfernen`,
  tryModel: 'Ausprobieren',
};

const skipped: SkippedNames = {
  malformed: 'Fehlerhafte Zeilen oder Bilder',
  bmp: 'Nicht dekodierbare BMP-Bilder',
  gif: 'Nicht dekodierbare GIF-Bilder',
  tiff: 'TIFF-Bilder, die hier nicht dekodiert werden',
  heic: 'HEIC-Bilder, die hier nicht dekodiert werden',
  avif: 'AVIF-Bilder, die hier nicht dekodiert werden',
  'other-format': 'Bilder in Formaten, die hier nicht dekodiert werden',
  'not-image': 'Dateien, die keine Bilder sind',
  unreadable: 'Unlesbare Dateien oder Ordner',
  unlabeled: 'Zeilen oder Bilder ohne Label',
  'other-label': 'Zeilen oder Bilder mit anderen Labels',
  'empty-label': 'Label-Ordner ohne Bilder',
  'no-face': 'Bilder ohne Gesicht',
  'several-faces': 'Bilder mit mehreren Gesichtern',
  duplicate: 'Duplikate',
};
