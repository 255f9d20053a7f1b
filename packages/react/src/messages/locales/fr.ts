import type { Messages } from '../Messages';
import { strengthWith } from '../robustnessMessages';
import { type CorruptionNames, filesIn, namesFrom, numberIn, pluralIn, type SkippedNames } from './wording';

const plural = /* @__PURE__ */ pluralIn('fr');
const write = /* @__PURE__ */ numberIn('fr');

const listFiles = /* @__PURE__ */ filesIn('fr', '\u00A0: ', ', ', (others) => ` et ${others} de plus`);

/** French {@link Messages}. */
export const fr: Messages = {
  locale: 'fr',
  direction: 'ltr',
  label: /* @__PURE__ */ namesFrom({
    angry: 'colère',
    disgust: 'dégoût',
    fear: 'peur',
    happy: 'joie',
    sad: 'tristesse',
    surprise: 'surprise',
    neutral: 'neutre',
    contempt: 'mépris',
  }),
  dataTable: 'Afficher le tableau',
  noData: 'Aucune donnée',
  sort: 'Ordre',
  truth: 'Étiquette réelle',
  predicted: 'Étiquette prédite',
  total: 'Total',
  samples: 'Exemples',
  accuracy: 'Exactitude',
  precision: 'Précision',
  recall: 'Rappel',
  f1: 'F1',
  support: 'Effectif',
  labelColumn: 'Étiquette',
  sortGiven: 'Ordre donné',
  sortLabel: 'Par nom',
  sortValue: 'Par valeur',
  seriesShown: 'Séries',
  scrollHint: 'Faites défiler pour voir toutes les colonnes.',
  model: (number) => `Modèle ${number}`,
  change: 'Variation',
  comparison: (name, other) => `${name} par rapport à ${other}.`,
  face: (number) => `Visage ${number}`,
  uncertain: 'Incertain',

  retry: 'Réessayer',
  errorDetails: 'Détails',
  errorPicture:
    'Ce fichier ne peut pas être lu comme une image. Formats acceptés\u00A0: PNG, JPEG, WebP, GIF, BMP et les autres formats de ce navigateur.',
  errorAddress:
    'Rien ne peut être lu à cette adresse\u00A0: elle est peut-être erronée, ou l’autre site ne le permet pas.',
  errorBackend: 'Ce navigateur n’a aucun moteur de calcul qui convienne au modèle.',
  errorModel: 'Le modèle est inutilisable\u00A0: ses fichiers sont endommagés ou incompatibles.',
  errorCamera: (reason) =>
    ({
      denied: 'Cette page n’est pas autorisée à utiliser la caméra. Autorisez-la dans les réglages du navigateur.',
      absent: 'Aucune caméra trouvée.',
      busy: 'La caméra ne fournit aucune image. Un autre programme l’utilise peut-être.',
      insecure: 'Les caméras ne fonctionnent que sur les pages sécurisées (https).',
      ended: 'La caméra a été déconnectée.',
    })[reason],
  errorOther: 'Une erreur s’est produite.',
  errorDiverged:
    'L’entraînement a divergé\u00A0: sa perte n’est plus un nombre fini. Un taux d’apprentissage plus faible peut aider.',
  errorStorage: 'Rien ne peut être enregistré\u00A0: le navigateur refuse le stockage, ou celui-ci est plein.',
  errorCheckpoint:
    'Le point de reprise de l’entraînement arrêté est endommagé ou incompatible. Lancez un nouvel entraînement.',

  startCamera: 'Démarrer la caméra',
  stopCamera: 'Arrêter la caméra',
  cameraStarting: 'En attente de la caméra…',
  cameraPaused: 'La caméra est coupée tant que la page est masquée.',
  cameraPicture: 'Image de la caméra',

  emotionClassifier: 'Expression du visage',
  source: 'Origine',
  sourceFile: 'Image',
  sourceUrl: 'Adresse',
  sourceWebcam: 'Caméra',
  choosePicture: 'Choisir une image',
  chooseAnother: 'Autre image',
  dropHint: 'ou en déposer ou coller une ici',
  address: 'Adresse d’une image',
  openAddress: 'Ouvrir',
  picture: 'Image',
  waitingForPicture: 'Les visages et leur expression apparaissent ici.',
  loadingModel: ({ loaded, total }) => `Chargement du modèle\u00A0: ${loaded} sur ${total}`,
  loadingEngine: 'Démarrage du moteur de calcul…',
  loadingDetector: 'Chargement du détecteur de visages…',
  warmingUp: 'Préparation…',
  looking: 'Recherche de visages…',
  noFace: 'Aucun visage trouvé',
  noFaceHint: 'Un visage doit être vu de face, bien éclairé et pas trop petit.',
  facesFound: ({ count, faces }) =>
    `${count} ${plural(faces.length, { one: 'visage', other: 'visages' })}\u00A0: ${faces.join('\u00A0; ')}`,
  groupFound: ({ number, count, labels }) =>
    `${count} ${plural(number, { one: 'visage', other: 'visages' })}\u00A0: ${labels.join(', ')}`,
  labelCount: ({ label, count }) => `${count} × ${label ?? 'incertain'}`,
  faceIs: ({ label, score }) => `${label}, ${score}`,
  mostLikely: ({ label, score }) => `Au plus proche\u00A0: ${label}, ${score}`,
  smallFace: 'Petit dans l’image\u00A0: moins fiable',
  turnedPicture: ({ degrees }) => `Photo tournée de ${degrees}°`,
  uprightFace: 'Tête penchée, redressée pour l’analyse',
  stretchedFace: 'Sombre ou pâle, contraste renforcé pour l’analyse',
  ranOn: ({ backend, milliseconds }) => `${backend}, ${milliseconds} ms par visage`,
  consentContinue: 'Continuer',
  classifierNotice: 'Lit des expressions, pas des sentiments. Les images restent sur cet appareil.',

  confusionMatrix: 'Matrice de confusion',
  confusionSummary: ({ samples, labels, accuracy }) =>
    `Exemples\u00A0: ${samples}\u00A0; étiquettes\u00A0: ${labels}\u00A0; prédictions correctes\u00A0: ${accuracy}.`,
  confusionWorst: ({ truth, predicted, share }) =>
    `Erreur la plus fréquente\u00A0: «\u00A0${truth}\u00A0» prédit comme «\u00A0${predicted}\u00A0» (${share}).`,
  confusionChange: (change) => `Variation de l’exactitude\u00A0: ${change}.`,
  confusionHint: 'Pointez une cellule, ou déplacez-vous avec les flèches du clavier.',
  cell: ({ truth, predicted, count, whole, share, correct }) =>
    `${correct ? `«\u00A0${truth}\u00A0» bien prédit` : `«\u00A0${truth}\u00A0» prédit comme «\u00A0${predicted}\u00A0»`}\u00A0: ${count} sur ${whole}, ${share}`,
  cellHidden: (label) => `«\u00A0${label}\u00A0» bien prédit\u00A0: masqué`,
  cellChange: (description, change) => `${description}\u00A0; variation ${change}`,
  shareOfTruth: (share, label) => `${share} des exemples de «\u00A0${label}\u00A0»`,
  shareOfPredicted: (share, label) => `${share} des prédictions «\u00A0${label}\u00A0»`,
  shareOfAll: (share) => `${share} de tous les exemples`,
  legendShare: 'Part',
  legendCount: 'Exemples',
  legendChange: 'Variation',
  normalize: 'Afficher',
  normalizeNone: 'Effectifs',
  normalizeTruth: 'Part de l’étiquette réelle',
  normalizePredicted: 'Part de l’étiquette prédite',
  normalizeAll: 'Part de tous les exemples',
  sortRecall: 'Par rappel',
  sortSupport: 'Par effectif',
  hideDiagonal: 'Masquer la diagonale',
  exportAs: (format) => `Enregistrer en ${format}`,
  cellSamplesHint: 'Choisissez une cellule pour voir ses images.',
  cellSamples: ({ truth, predicted }) => `${truth} prédit comme ${predicted}, les pires d’abord`,
  noCellSamples: 'Aucune image de cette cellule n’est disponible.',
  showMore: (number) => `En afficher ${number} de plus`,
  close: 'Fermer',

  trainingCurves: 'Entraînement',
  epoch: 'Époque',
  loss: 'Perte',
  train: 'Entraînement',
  validation: 'Validation',
  bestEpoch: (epoch) => `Meilleure époque\u00A0: ${epoch}`,
  trainingSummary: ({ epochs, metric, last }) =>
    `${metric}, époques\u00A0: ${epochs}\u00A0; en dernier\u00A0: ${last}.`,
  noEpochs: 'En attente de la première époque.',
  run: (number) => `Essai ${number}`,
  zoomHint: 'Glissez sur un graphique pour agrandir, ou appuyez sur + et −.',
  zoomed: (from, to) => `Époques ${from} à ${to}`,
  resetZoom: 'Toutes les époques',

  dataFaces: ({ report: { cropped, whole, several } }) => {
    const parts = [
      `${write(cropped)} ${plural(cropped, { one: 'visage recadré', other: 'visages recadrés' })}${several > 0 ? `, dont ${write(several)} d’images à plusieurs visages` : ''}`,
    ];
    if (whole > 0) {
      parts.push(`${write(whole)} ${plural(whole, { one: 'image prise entière', other: 'images prises entières' })}`);
    }
    return `${parts.join('\u00A0; ')}.`;
  },
  dataLeftOut: (_number, written) => `Éléments écartés des données\u00A0: ${written}`,
  dataLeftOutKind: ({ kind, number, names }) =>
    `${skipped[kind]} (${write(number)})\u00A0: ${names.join(', ')}${number > names.length ? ', …' : ''}`,

  labelDistribution: 'Exemples par étiquette',
  labelSummary: ({ series, total, most, fewest }) =>
    `${series}\u00A0: ${total} au total, le plus ${most}, le moins ${fewest}.`,

  explanation: 'Explication',
  explanationSummary: ({ label, score, region, loss }) =>
    `${label}, ${score}\u00A0: la zone la plus influente du visage est ${region}\u00A0; la masquer coûte ${loss}.`,
  explanationNoInfluence: ({ label, score }) => `${label}, ${score}\u00A0: aucune partie du visage ne l’appuie.`,
  explainedFace: 'Le visage tel que le réseau le voit',
  evidenceFor: (label) => `Pour «\u00A0${label}\u00A0»`,
  evidenceAgainst: (label) => `Contre «\u00A0${label}\u00A0»`,
  regionColumn: 'Zone masquée',
  influenceColumn: 'Variation du score',
  region: (row, column) =>
    [
      ['en haut à gauche', 'en haut', 'en haut à droite'],
      ['à gauche', 'au centre', 'à droite'],
      ['en bas à gauche', 'en bas', 'en bas à droite'],
    ][row]![column]!,

  predictions: 'Prédictions',
  predictionsSummary: ({ correct, total }) => `Prédictions correctes\u00A0: ${correct} sur ${total}.`,
  correct: 'Juste',
  wrong: 'Faux',
  unlabelled: 'Sans étiquette réelle',

  reliability: 'Fiabilité',
  reliabilitySummary: ({ error, samples }) =>
    `Erreur de calibration attendue\u00A0: ${error}. Exemples\u00A0: ${samples}.`,
  confidence: 'Confiance',
  confidenceFromTo: (from, to) => `de ${from} à ${to}`,
  gap: 'Écart',

  robustness: 'Robustesse',
  robustnessSummary: ({ metric, clean, mean, corruptions }) =>
    `${metric}\u00A0: ${clean} sur les images intactes, ${mean} en moyenne sur les dégradations (nombre\u00A0: ${corruptions}).`,
  robustnessComparison: ({ metric, models, corruptions }) =>
    `${metric}, moyenne sur les dégradations (nombre\u00A0: ${corruptions})\u00A0: ${models}.`,
  robustnessOfModel: ({ model, clean, mean }) => `${model} ${mean} (intactes ${clean})`,
  robustnessWorst: (corruption, score) => `Au pire\u00A0: ${corruption} (${score}).`,
  robustnessShared: (shared, shown) =>
    `Les moyennes portent sur les dégradations communes à tous les modèles\u00A0: ${shared} sur ${shown}.`,
  robustnessNoneShared: 'Aucune dégradation n’a de score pour chaque modèle mesuré, il n’y a donc pas de moyenne.',
  robustnessMissing: (models) => `Sans scores sur images dégradées\u00A0: ${models}.`,
  noRobustness:
    "Aucun score sur images dégradées. Obtenez-les par evaluate(model, data, { corruptions: 'standard' }) ou ferkit evaluate --corruptions.",
  robustnessMetric: 'Afficher',
  macroF1: 'F1 macro',
  calibrationError: 'Erreur de calibration',
  sortKind: 'Par type',
  sortLoss: 'Par perte',
  cleanImages: 'Intactes',
  meanOfCorruptions: 'Moyenne',
  meanOfKind: (kind) => `${kind}, moyenne`,
  imagesColumn: 'Images',
  corruption: /* @__PURE__ */ namesFrom({
    noise: 'Bruit',
    blur: 'Flou',
    downscale: 'Petit visage',
    jpeg: 'JPEG',
    dark: 'Sombre',
    contrast: 'Faible contraste',
    rotate: 'Rotation',
    scale: 'Échelle',
    shift: 'Décalage',
    patch: 'Cache',
  } satisfies CorruptionNames),
  strength: /* @__PURE__ */ strengthWith((quality) => `qualité ${quality}`),
  scoreChange: (score, points) => `${score} (${points} points)`,
  changeColumn: 'Variation en points',

  trainingPreparing: 'Démarrage du moteur de calcul…',
  trainingStopping: 'Arrêt après ce lot…',
  trainingProgress: ({ epoch, epochs, batch, batches }) => `Époque ${epoch} sur ${epochs}, lot ${batch} sur ${batches}`,
  trainingSpeed: ({ imagesPerSecond, left }) => `${imagesPerSecond} visages par seconde, reste ${left}`,
  trainingStopped: (epochs) => `Arrêté. Époques terminées\u00A0: ${epochs}.`,
  trainingFinished: ({ epochs, best, accuracy }) =>
    `Terminé. Époques\u00A0: ${epochs}. Meilleure\u00A0: époque ${best}${accuracy === null ? '' : `, exactitude de validation ${accuracy}`}.`,
  trainingEpochDone: ({ epoch, epochs }) => `Époque ${epoch} sur ${epochs} terminée.`,
  confusionAfterEpoch: (epoch) => `Validation après l’époque ${epoch}`,
  trainedOn: ({ backend, device, seed, parameters }) =>
    `${backend} (${device}), ${parameters} paramètres, graine ${seed}`,
  heldOutFaces: (number, written) =>
    `${written} ${plural(number, { one: 'visage d’entraînement est réservé', other: 'visages d’entraînement sont réservés' })} à la validation.`,
  saveModel: 'Enregistrer le modèle',
  savingModel: 'Enregistrement…',
  modelSaved: 'Modèle enregistré.',

  scores: 'Scores par étiquette',
  macroAverage: 'Moyenne macro',
  weightedAverage: 'Moyenne pondérée',
  samplesShown: 'Exemples',
  scoreShown: 'Mesure',
  allSamples: 'Tous',
  withoutCopies: 'Sans copies',
  withoutCopiesNote: (samples) => `Exemples dont l’image est absente de l’entraînement\u00A0: ${samples}.`,

  evaluationReport: 'Évaluation',
  balancedAccuracy: 'Exactitude équilibrée',
  top2Accuracy: 'Exactitude top 2',
  logLoss: 'Log-vraisemblance négative',
  interval: ({ level, from, to }) => `Intervalle à ${level}\u00A0: ${from} à ${to}`,
  scoreWithoutCopies: (score) => `${score} sans copies d’images d’entraînement`,
  earlierScore: ({ score, change }) => `${score} dans le rapport précédent (${change})`,
  otherLabelOrder: ({ labels, accuracy, better }) =>
    `Les étiquettes sont peut-être dans un autre ordre\u00A0: ${labels} donnerait une exactitude de ${better} au lieu de ${accuracy}.`,
  labelsWithoutSamples: ({ labels, predictions }) =>
    `Étiquettes sans exemples, exclues des moyennes\u00A0: ${labels}. Prédictions de ces étiquettes, comptées comme fausses\u00A0: ${predictions}.`,
  otherDataset: ({ dataset, earlier }) =>
    `Les rapports portent sur des données différentes, ${dataset} et ${earlier}\u00A0: les changements peuvent aussi en venir.`,
  evaluationFacts: 'Évalué sur',
  dataset: 'Jeu de données',
  samplesWithoutCopies: 'Sans copies',
  backend: 'Moteur de calcul',
  corruptionSeed: 'Graine des altérations',
  earlierReport: 'Rapport précédent',
  thisReport: 'Ce rapport',
  modelFacts: 'Modèle',
  network: 'Réseau',
  inputSize: 'Entrée',
  labels: 'Étiquettes',
  temperature: 'Température',
  trainingFacts: 'Entraîné sur',
  epochs: 'Époques',
  seed: 'Graine',
  trainingEnd: 'Terminé',
  library: 'Bibliothèque',

  trainingPanel: 'Entraîner un modèle',
  trainingData: ({ train, validation, labels }) =>
    `Visages\u00A0: ${train} pour l’entraînement${validation === null ? '' : `, ${validation} pour la validation`}. Étiquettes\u00A0: ${labels}.`,
  noTrainingData: 'Pas encore de données d’entraînement.',
  startTraining: 'Lancer l’entraînement',
  stopTraining: 'Arrêter',
  resumeTraining: 'Reprendre',
  restartTraining: 'Recommencer',

  teachingPanel: 'Enseigner vos étiquettes',
  collectPictures: 'Images d’entraînement',
  collectHint: (fewest) => `Il faut au moins deux étiquettes, avec chacune au moins ${fewest} images.`,
  labelName: (number) => `Nom de l’étiquette ${number}`,
  labelNumber: (number) => `Étiquette ${number}`,
  labelInvalid: 'Chaque étiquette doit avoir un nom unique.',
  addLabel: 'Ajouter une étiquette',
  removeLabel: (label) => `Retirer l’étiquette ${label}`,
  picturesWaiting: (written) => `Recherche de visages. Images restantes\u00A0: ${written}`,
  picturesCollected: (number, written) => `${written} ${plural(number, { one: 'image', other: 'images' })}`,
  picturesWithoutFace: (number, written, names) =>
    `${written} ${plural(number, { one: 'image sans visage écartée', other: 'images sans visage écartées' })}${listFiles(number, names)}.`,
  picturesUnreadable: (number, written, names) =>
    `${written} ${plural(number, { one: 'fichier illisible écarté', other: 'fichiers illisibles écartés' })}${listFiles(number, names)}.`,
  picturesOfSeveralFaces: (number, written) =>
    `${written} ${plural(number, { one: 'image montre', other: 'images montrent' })} plusieurs visages\u00A0: le plus grand a été pris.`,
  record: 'Enregistrer',
  stopRecording: 'Arrêter l’enregistrement',
  addFiles: 'Ajouter des fichiers',
  removePicture: ({ number, label }) => `Retirer l’image ${number} de ${label}`,
  tryModel: 'Essayer',

  expressionTimeline: 'Expressions dans le temps',
  timelineSummary: ({ faces, length }) => `Visages : ${faces}. Durée : ${length}.`,
  noTimeline: 'Rien d’enregistré pour l’instant.',
  faceColumn: 'Visage',
  timelineScore: 'Score',
  timeFrom: 'De',
  timeTo: 'À',
  timelineSpan: ({ face, label, score, from, to }) => `${face} : ${label} ${score}, de ${from} à ${to}`,
  mostlyLabel: (label) => `surtout ${label}`,
  timelineDisplay: 'Affichage',
  timelineLines: 'Lignes',
  timelineAreas: 'Aires',
  timelineHint: 'Faites glisser sur une piste pour zoomer, ou appuyez sur + et −.',
  timesShown: (from, to) => `De ${from} à ${to}`,
  timeView: 'Partie visible',
  zoomIn: 'Agrandir',
  zoomOut: 'Réduire',
  allTimes: 'Tout afficher',
  rowsShown: (shown, total) => `Les ${shown} premières lignes sur ${total}. Le fichier CSV les contient toutes.`,
};

const skipped: SkippedNames = {
  malformed: 'Lignes ou images mal formées',
  bmp: 'Images BMP indécodables',
  gif: 'Images GIF indécodables',
  tiff: 'Images TIFF, non décodées ici',
  heic: 'Images HEIC, non décodées ici',
  avif: 'Images AVIF, non décodées ici',
  'other-format': 'Images de formats non décodés ici',
  'not-image': 'Fichiers qui ne sont pas des images',
  unreadable: 'Fichiers ou dossiers illisibles',
  unlabeled: 'Lignes ou images sans étiquette',
  'other-label': 'Lignes ou images d’autres étiquettes',
  'empty-label': 'Dossiers d’étiquette sans image',
  'no-face': 'Images sans visage',
  'several-faces': 'Images de plusieurs visages',
  duplicate: 'Doublons',
};
