import type { Messages } from '../Messages';
import { strengthWith } from '../robustnessMessages';
import { type CorruptionNames, filesIn, namesFrom, numberIn, pluralIn, type SkippedNames } from './wording';

const plural = /* @__PURE__ */ pluralIn('es');
const write = /* @__PURE__ */ numberIn('es');

const listFiles = /* @__PURE__ */ filesIn('es', ': ', ', ', (others) => ` y ${others} más`);

/** Spanish {@link Messages}. */
export const es: Messages = {
  locale: 'es',
  direction: 'ltr',
  label: /* @__PURE__ */ namesFrom({
    angry: 'enfado',
    disgust: 'asco',
    fear: 'miedo',
    happy: 'alegría',
    sad: 'tristeza',
    surprise: 'sorpresa',
    neutral: 'neutra',
    contempt: 'desprecio',
  }),
  dataTable: 'Mostrar como tabla',
  noData: 'Sin datos',
  sort: 'Orden',
  truth: 'Etiqueta real',
  predicted: 'Etiqueta predicha',
  total: 'Suma',
  samples: 'Muestras',
  accuracy: 'Exactitud',
  precision: 'Precisión',
  recall: 'Sensibilidad',
  f1: 'F1',
  support: 'Cantidad',
  labelColumn: 'Etiqueta',
  sortGiven: 'Orden dado',
  sortLabel: 'Por nombre',
  sortValue: 'Por valor',
  seriesShown: 'Series mostradas',
  scrollHint: 'Desplácese hacia un lado para ver todas las columnas.',
  model: (number) => `Modelo ${number}`,
  change: 'Cambio',
  comparison: (name, other) => `${name} en comparación con ${other}.`,
  face: (number) => `Cara ${number}`,
  uncertain: 'Incierto',

  retry: 'Reintentar',
  errorDetails: 'Detalles',
  errorPicture:
    'Este archivo no se puede leer como imagen. Se admiten PNG, JPEG, WebP, GIF, BMP y los demás formatos de este navegador.',
  errorAddress: 'No se puede leer nada de esta dirección: puede ser incorrecta, o el otro sitio no lo permite.',
  errorBackend: 'Este navegador no tiene ningún motor en el que funcione el modelo.',
  errorModel: 'El modelo no se puede usar: sus archivos están dañados o son incompatibles.',
  errorCamera: (reason) =>
    ({
      denied: 'Esta página no tiene permiso para usar la cámara. Concédalo en los ajustes del navegador.',
      absent: 'No se encontró ninguna cámara.',
      busy: 'La cámara no da imagen. Puede que otro programa la esté usando.',
      insecure: 'Las cámaras solo funcionan en páginas seguras (https).',
      ended: 'La cámara se desconectó.',
    })[reason],
  errorOther: 'Algo ha fallado.',
  errorDiverged:
    'El entrenamiento divergió: su pérdida ya no es un número finito. Una tasa de aprendizaje menor puede ayudar.',
  errorStorage: 'No se puede guardar nada: el navegador niega el almacenamiento, o está lleno.',
  errorCheckpoint:
    'El punto de control del entrenamiento detenido está dañado o es incompatible. Inicie un entrenamiento nuevo.',

  startCamera: 'Iniciar la cámara',
  stopCamera: 'Detener la cámara',
  cameraStarting: 'Esperando a la cámara…',
  cameraPaused: 'La cámara está apagada mientras la página está oculta.',
  cameraPicture: 'Imagen de la cámara',

  emotionClassifier: 'Expresión facial',
  source: 'Origen',
  sourceFile: 'Imagen',
  sourceUrl: 'Dirección',
  sourceWebcam: 'Cámara',
  choosePicture: 'Elegir una imagen',
  chooseAnother: 'Otra imagen',
  dropHint: 'o suéltela o péguela aquí',
  address: 'Dirección de una imagen',
  openAddress: 'Abrir',
  picture: 'Imagen',
  waitingForPicture: 'Aquí aparecen las caras y sus expresiones.',
  loadingModel: ({ loaded, total }) => `Cargando el modelo: ${loaded} de ${total}`,
  loadingEngine: 'Iniciando el motor…',
  loadingDetector: 'Cargando el detector de caras…',
  warmingUp: 'Preparando…',
  looking: 'Buscando caras…',
  noFace: 'No se encontró ninguna cara',
  noFaceHint: 'La cara debe verse de frente, bien iluminada y no demasiado pequeña.',
  facesFound: ({ count, faces }) =>
    `${count} ${plural(faces.length, { one: 'cara', other: 'caras' })}: ${faces.join('; ')}`,
  groupFound: ({ number, count, labels }) =>
    `${count} ${plural(number, { one: 'cara', other: 'caras' })}: ${labels.join(', ')}`,
  labelCount: ({ label, count }) => `${count} × ${label ?? 'incierto'}`,
  faceIs: ({ label, score }) => `${label}, ${score}`,
  mostLikely: ({ label, score }) => `Lo más cercano: ${label}, ${score}`,
  smallFace: 'Pequeña en la imagen: menos fiable',
  turnedPicture: ({ degrees }) => `Foto girada ${degrees}°`,
  uprightFace: 'Cabeza inclinada, enderezada para leerla',
  stretchedFace: 'Oscura o pálida, leída con más contraste',
  ranOn: ({ backend, milliseconds }) => `${backend}, ${milliseconds} ms por cara`,
  consentContinue: 'Continuar',
  classifierNotice: 'Lee expresiones, no sentimientos. Las imágenes no salen de este dispositivo.',

  confusionMatrix: 'Matriz de confusión',
  confusionSummary: ({ samples, labels, accuracy }) =>
    `Muestras: ${samples}; etiquetas: ${labels}; predicciones correctas: ${accuracy}.`,
  confusionWorst: ({ truth, predicted, share }) =>
    `Error más frecuente: «${truth}» predicho como «${predicted}» (${share}).`,
  confusionChange: (change) => `Cambio de la exactitud: ${change}.`,
  confusionHint: 'Señale una celda o muévase con las teclas de flecha.',
  cell: ({ truth, predicted, count, whole, share, correct }) =>
    `${correct ? `«${truth}» bien predicho` : `«${truth}» predicho como «${predicted}»`}: ${count} de ${whole}, ${share}`,
  cellHidden: (label) => `«${label}» bien predicho: oculto`,
  cellChange: (description, change) => `${description}; cambio ${change}`,
  shareOfTruth: (share, label) => `${share} de las muestras de «${label}»`,
  shareOfPredicted: (share, label) => `${share} de las predicciones «${label}»`,
  shareOfAll: (share) => `${share} de todas las muestras`,
  legendShare: 'Proporción',
  legendCount: 'Muestras',
  legendChange: 'Cambio',
  normalize: 'Mostrar',
  normalizeNone: 'Cantidades',
  normalizeTruth: 'Proporción de la etiqueta real',
  normalizePredicted: 'Proporción de la etiqueta predicha',
  normalizeAll: 'Proporción de todas las muestras',
  sortRecall: 'Por sensibilidad',
  sortSupport: 'Por cantidad',
  hideDiagonal: 'Ocultar la diagonal',
  exportAs: (format) => `Guardar como ${format}`,
  cellSamplesHint: 'Elija una celda para ver sus imágenes.',
  cellSamples: ({ truth, predicted }) => `${truth} predicho como ${predicted}, los peores primero`,
  noCellSamples: 'No hay imágenes de esta celda.',
  showMore: (number) => `Mostrar ${number} más`,
  close: 'Cerrar',

  trainingCurves: 'Entrenamiento',
  epoch: 'Época',
  loss: 'Pérdida',
  train: 'Entrenamiento',
  validation: 'Validación',
  bestEpoch: (epoch) => `Mejor época: ${epoch}`,
  trainingSummary: ({ epochs, metric, last }) => `${metric}, épocas: ${epochs}; última: ${last}.`,
  noEpochs: 'Esperando la primera época.',
  run: (number) => `Ejecución ${number}`,
  zoomHint: 'Arrastre sobre un gráfico para ampliar, o pulse + y −.',
  zoomed: (from, to) => `Épocas ${from} a ${to}`,
  resetZoom: 'Ver todas las épocas',

  dataFaces: ({ report: { cropped, whole, several } }) => {
    const parts = [
      `${write(cropped)} ${plural(cropped, { one: 'cara recortada', other: 'caras recortadas' })}${several > 0 ? `, de ellas ${write(several)} de imágenes con varias caras` : ''}`,
    ];
    if (whole > 0) {
      parts.push(
        `${write(whole)} ${plural(whole, { one: 'imagen tomada entera', other: 'imágenes tomadas enteras' })}`,
      );
    }
    return `${parts.join('; ')}.`;
  },
  dataLeftOut: (_number, written) => `Excluidos de los datos: ${written}`,
  dataLeftOutKind: ({ kind, number, names }) =>
    `${skipped[kind]} (${write(number)}): ${names.join(', ')}${number > names.length ? ', …' : ''}`,

  labelDistribution: 'Muestras por etiqueta',
  labelSummary: ({ series, total, most, fewest }) =>
    `${series}: ${total} en total, la que más ${most}, la que menos ${fewest}.`,

  explanation: 'Explicación',
  explanationSummary: ({ label, score, region, loss }) =>
    `${label}, ${score}: la zona más influyente de la cara está ${region}; taparla cuesta ${loss}.`,
  explanationNoInfluence: ({ label, score }) => `${label}, ${score}: ninguna parte de la cara lo apoya.`,
  explainedFace: 'La cara tal como la ve la red',
  evidenceFor: (label) => `A favor de «${label}»`,
  evidenceAgainst: (label) => `En contra de «${label}»`,
  regionColumn: 'Zona tapada',
  influenceColumn: 'Cambio de la puntuación',
  region: (row, column) =>
    [
      ['arriba a la izquierda', 'arriba', 'arriba a la derecha'],
      ['a la izquierda', 'en el centro', 'a la derecha'],
      ['abajo a la izquierda', 'abajo', 'abajo a la derecha'],
    ][row]![column]!,

  predictions: 'Predicciones',
  predictionsSummary: ({ correct, total }) => `Predicciones correctas: ${correct} de ${total}.`,
  correct: 'Correcta',
  wrong: 'Incorrecta',
  unlabelled: 'Sin etiqueta real',

  reliability: 'Fiabilidad',
  reliabilitySummary: ({ error, samples }) => `Error de calibración esperado: ${error}. Muestras: ${samples}.`,
  confidence: 'Confianza',
  confidenceFromTo: (from, to) => `de ${from} a ${to}`,
  gap: 'Diferencia',

  robustness: 'Robustez',
  robustnessSummary: ({ metric, clean, mean, corruptions }) =>
    `${metric}: ${clean} en imágenes intactas, ${mean} de media con degradaciones (número: ${corruptions}).`,
  robustnessComparison: ({ metric, models, corruptions }) =>
    `${metric}, media con degradaciones (número: ${corruptions}): ${models}.`,
  robustnessOfModel: ({ model, clean, mean }) => `${model} ${mean} (intactas ${clean})`,
  robustnessWorst: (corruption, score) => `La peor: ${corruption} (${score}).`,
  robustnessShared: (shared, shown) =>
    `Las medias abarcan las degradaciones comunes a todos los modelos: ${shared} de ${shown}.`,
  robustnessNoneShared: 'Ninguna degradación tiene puntuación de todos los modelos medidos, por lo que no hay medias.',
  robustnessMissing: (models) => `Sin puntuaciones en imágenes degradadas: ${models}.`,
  noRobustness:
    "Sin puntuaciones en imágenes degradadas. Se obtienen con evaluate(model, data, { corruptions: 'standard' }) o ferkit evaluate --corruptions.",
  robustnessMetric: 'Mostrar',
  macroF1: 'F1 macro',
  calibrationError: 'Error de calibración',
  sortKind: 'Por tipo',
  sortLoss: 'Por pérdida',
  cleanImages: 'Intactas',
  meanOfCorruptions: 'Media',
  meanOfKind: (kind) => `${kind}, media`,
  imagesColumn: 'Imágenes',
  corruption: /* @__PURE__ */ namesFrom({
    noise: 'Ruido',
    blur: 'Desenfoque',
    downscale: 'Cara pequeña',
    jpeg: 'JPEG',
    dark: 'Oscuridad',
    contrast: 'Poco contraste',
    rotate: 'Rotación',
    scale: 'Escala',
    shift: 'Desplazamiento',
    patch: 'Parche',
  } satisfies CorruptionNames),
  strength: /* @__PURE__ */ strengthWith((quality) => `calidad ${quality}`),
  scoreChange: (score, points) => `${score} (${points} puntos)`,
  changeColumn: 'Cambio en puntos',

  trainingPreparing: 'Iniciando el motor…',
  trainingStopping: 'Se detendrá tras este lote…',
  trainingProgress: ({ epoch, epochs, batch, batches }) => `Época ${epoch} de ${epochs}, lote ${batch} de ${batches}`,
  trainingSpeed: ({ imagesPerSecond, left }) => `${imagesPerSecond} caras por segundo, faltan ${left}`,
  trainingStopped: (epochs) => `Detenido. Épocas completadas: ${epochs}.`,
  trainingFinished: ({ epochs, best, accuracy }) =>
    `Terminado. Épocas: ${epochs}. Mejor: época ${best}${accuracy === null ? '' : `, exactitud de validación ${accuracy}`}.`,
  trainingEpochDone: ({ epoch, epochs }) => `Época ${epoch} de ${epochs} completada.`,
  confusionAfterEpoch: (epoch) => `Validación tras la época ${epoch}`,
  trainedOn: ({ backend, device, seed, parameters }) =>
    `${backend} (${device}), ${parameters} parámetros, semilla ${seed}`,
  heldOutFaces: (number, written) =>
    `${written} ${plural(number, { one: 'cara de entrenamiento se reserva', other: 'caras de entrenamiento se reservan' })} para la validación.`,
  saveModel: 'Guardar el modelo',
  savingModel: 'Guardando…',
  modelSaved: 'Modelo guardado.',

  scores: 'Puntuaciones por etiqueta',
  macroAverage: 'Media macro',
  weightedAverage: 'Media ponderada',
  samplesShown: 'Muestras',
  scoreShown: 'Medida',
  allSamples: 'Todas',
  withoutCopies: 'Sin copias',
  withoutCopiesNote: (samples) => `Muestras cuya imagen no está también en el entrenamiento: ${samples}.`,

  evaluationReport: 'Evaluación',
  balancedAccuracy: 'Exactitud equilibrada',
  top2Accuracy: 'Exactitud top 2',
  logLoss: 'Log-verosimilitud negativa',
  interval: ({ level, from, to }) => `Intervalo del ${level}: de ${from} a ${to}`,
  scoreWithoutCopies: (score) => `${score} sin copias de imágenes de entrenamiento`,
  earlierScore: ({ score, change }) => `${score} en el informe anterior (${change})`,
  otherLabelOrder: ({ labels, accuracy, better }) =>
    `Puede que las etiquetas estén en otro orden: ${labels} daría una exactitud de ${better} en lugar de ${accuracy}.`,
  labelsWithoutSamples: ({ labels, predictions }) =>
    `Etiquetas sin muestras, excluidas de las medias: ${labels}. Predicciones de ellas, que cuentan como erróneas: ${predictions}.`,
  otherDataset: ({ dataset, earlier }) =>
    `Los informes son de datos distintos, ${dataset} y ${earlier}: los cambios también pueden deberse a ello.`,
  evaluationFacts: 'Evaluado con',
  dataset: 'Conjunto de datos',
  samplesWithoutCopies: 'Sin copias',
  backend: 'Motor de cálculo',
  corruptionSeed: 'Semilla de alteraciones',
  earlierReport: 'Informe anterior',
  thisReport: 'Este informe',
  modelFacts: 'Modelo',
  network: 'Red',
  inputSize: 'Entrada',
  labels: 'Etiquetas',
  temperature: 'Temperatura',
  trainingFacts: 'Entrenado con',
  epochs: 'Épocas',
  seed: 'Semilla',
  trainingEnd: 'Terminado',
  library: 'Biblioteca',

  trainingPanel: 'Entrenar un modelo',
  trainingData: ({ train, validation, labels }) =>
    `Caras: ${train} para entrenar${validation === null ? '' : `, ${validation} para validar`}. Etiquetas: ${labels}.`,
  noTrainingData: 'Aún no hay datos de entrenamiento.',
  startTraining: 'Iniciar el entrenamiento',
  stopTraining: 'Detener',
  resumeTraining: 'Reanudar',
  restartTraining: 'Reiniciar',

  teachingPanel: 'Enseñe sus propias etiquetas',
  collectPictures: 'Imágenes de entrenamiento',
  collectHint: (fewest) => `Se necesitan al menos dos etiquetas, con ${fewest} imágenes o más cada una.`,
  labelName: (number) => `Nombre de la etiqueta ${number}`,
  labelNumber: (number) => `Etiqueta ${number}`,
  labelInvalid: 'Cada etiqueta necesita un nombre único.',
  addLabel: 'Añadir etiqueta',
  removeLabel: (label) => `Quitar la etiqueta ${label}`,
  picturesWaiting: (written) => `Buscando caras. Imágenes restantes: ${written}`,
  picturesCollected: (number, written) => `${written} ${plural(number, { one: 'imagen', other: 'imágenes' })}`,
  picturesWithoutFace: (number, written, names) =>
    `${written} ${plural(number, { one: 'imagen sin cara excluida', other: 'imágenes sin cara excluidas' })}${listFiles(number, names)}.`,
  picturesUnreadable: (number, written, names) =>
    `${written} ${plural(number, { one: 'archivo ilegible excluido', other: 'archivos ilegibles excluidos' })}${listFiles(number, names)}.`,
  picturesOfSeveralFaces: (number, written) =>
    `${written} ${plural(number, { one: 'imagen muestra', other: 'imágenes muestran' })} varias caras: se tomó la más grande.`,
  record: 'Grabar',
  stopRecording: 'Detener la grabación',
  addFiles: 'Añadir archivos',
  removePicture: ({ number, label }) => `Quitar la imagen ${number} de ${label}`,
  tryModel: 'Probar',
};

const skipped: SkippedNames = {
  malformed: 'Filas o imágenes mal formadas',
  bmp: 'Imágenes BMP que no se pueden decodificar',
  gif: 'Imágenes GIF que no se pueden decodificar',
  tiff: 'Imágenes TIFF, que aquí no se decodifican',
  heic: 'Imágenes HEIC, que aquí no se decodifican',
  avif: 'Imágenes AVIF, que aquí no se decodifican',
  'other-format': 'Imágenes de formatos que aquí no se decodifican',
  'not-image': 'Archivos que no son imágenes',
  unreadable: 'Archivos o carpetas ilegibles',
  unlabeled: 'Filas o imágenes sin etiqueta',
  'other-label': 'Filas o imágenes de otras etiquetas',
  'empty-label': 'Carpetas de etiqueta sin imágenes',
  'no-face': 'Imágenes sin cara',
  'several-faces': 'Imágenes con varias caras',
  duplicate: 'Duplicados',
};
