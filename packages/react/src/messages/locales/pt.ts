import type { Messages } from '../Messages';
import { strengthWith } from '../robustnessMessages';
import { type CorruptionNames, filesIn, namesFrom, numberIn, pluralIn, type SkippedNames } from './wording';

const plural = /* @__PURE__ */ pluralIn('pt');
const write = /* @__PURE__ */ numberIn('pt');

const listFiles = /* @__PURE__ */ filesIn('pt', ': ', ', ', (others) => ` e mais ${others}`);

/** Portuguese {@link Messages}, as in Brazil. */
export const pt: Messages = {
  locale: 'pt',
  direction: 'ltr',
  label: /* @__PURE__ */ namesFrom({
    angry: 'raiva',
    disgust: 'nojo',
    fear: 'medo',
    happy: 'alegria',
    sad: 'tristeza',
    surprise: 'surpresa',
    neutral: 'neutra',
    contempt: 'desprezo',
  }),
  dataTable: 'Mostrar como tabela',
  noData: 'Sem dados',
  sort: 'Ordem',
  truth: 'Rótulo verdadeiro',
  predicted: 'Rótulo previsto',
  total: 'Soma',
  samples: 'Amostras',
  accuracy: 'Acurácia',
  precision: 'Precisão',
  recall: 'Revocação',
  f1: 'F1',
  support: 'Quantidade',
  labelColumn: 'Rótulo',
  sortGiven: 'Ordem dada',
  sortLabel: 'Por nome',
  sortValue: 'Por valor',
  seriesShown: 'Séries',
  scrollHint: 'Role para o lado para ver todas as colunas.',
  model: (number) => `Modelo ${number}`,
  change: 'Variação',
  comparison: (name, other) => `${name} em comparação com ${other}.`,
  face: (number) => `Rosto ${number}`,
  uncertain: 'Incerto',

  retry: 'Tentar de novo',
  errorDetails: 'Detalhes',
  errorPicture:
    'Este arquivo não pode ser lido como imagem. São aceitos PNG, JPEG, WebP, GIF, BMP e os demais formatos deste navegador.',
  errorAddress: 'Nada pode ser lido deste endereço: ele pode estar errado, ou o outro site não o permite.',
  errorBackend: 'Este navegador não tem nenhum mecanismo em que o modelo funcione.',
  errorModel: 'O modelo não pode ser usado: seus arquivos estão danificados ou são incompatíveis.',
  errorCamera: (reason) =>
    ({
      denied: 'Esta página não tem permissão para usar a câmera. Permita o uso nas configurações do navegador.',
      absent: 'Nenhuma câmera encontrada.',
      busy: 'A câmera não fornece imagem. Outro programa pode estar usando-a.',
      insecure: 'Câmeras só funcionam em páginas seguras (https).',
      ended: 'A câmera foi desconectada.',
    })[reason],
  errorOther: 'Algo deu errado.',
  errorDiverged:
    'O treinamento divergiu: sua perda não é mais um número finito. Uma taxa de aprendizado menor pode ajudar.',
  errorStorage: 'Nada pode ser salvo: o navegador nega o armazenamento, ou ele está cheio.',
  errorCheckpoint:
    'O ponto de retomada do treinamento interrompido está danificado ou é incompatível. Inicie um novo treinamento.',

  startCamera: 'Iniciar a câmera',
  stopCamera: 'Parar a câmera',
  cameraStarting: 'Aguardando a câmera…',
  cameraPaused: 'A câmera fica desligada enquanto a página está oculta.',
  cameraPicture: 'Imagem da câmera',

  emotionClassifier: 'Expressão facial',
  source: 'Origem',
  sourceFile: 'Imagem',
  sourceUrl: 'Endereço',
  sourceWebcam: 'Câmera',
  choosePicture: 'Escolher uma imagem',
  chooseAnother: 'Outra imagem',
  dropHint: 'ou solte ou cole uma aqui',
  address: 'Endereço de uma imagem',
  openAddress: 'Abrir',
  picture: 'Imagem',
  waitingForPicture: 'Os rostos e suas expressões aparecem aqui.',
  loadingModel: ({ loaded, total }) => `Carregando o modelo: ${loaded} de ${total}`,
  loadingEngine: 'Iniciando o mecanismo…',
  loadingDetector: 'Carregando o detector de rostos…',
  warmingUp: 'Preparando…',
  looking: 'Procurando rostos…',
  noFace: 'Nenhum rosto encontrado',
  noFaceHint: 'O rosto deve ser visto de frente, bem iluminado e não muito pequeno.',
  facesFound: ({ count, faces }) =>
    `${count} ${plural(faces.length, { one: 'rosto', other: 'rostos' })}: ${faces.join('; ')}`,
  groupFound: ({ number, count, labels }) =>
    `${count} ${plural(number, { one: 'rosto', other: 'rostos' })}: ${labels.join(', ')}`,
  labelCount: ({ label, count }) => `${count} × ${label ?? 'incerto'}`,
  faceIs: ({ label, score }) => `${label}, ${score}`,
  mostLikely: ({ label, score }) => `Mais próxima: ${label}, ${score}`,
  smallFace: 'Pequeno na imagem: menos confiável',
  turnedPicture: ({ degrees }) => `Foto girada em ${degrees}°`,
  uprightFace: 'Cabeça inclinada, lida na vertical',
  stretchedFace: 'Escuro ou pálido, lido com mais contraste',
  ranOn: ({ backend, milliseconds }) => `${backend}, ${milliseconds} ms por rosto`,
  consentContinue: 'Continuar',
  classifierNotice: 'Lê expressões, não sentimentos. As imagens ficam neste dispositivo.',

  confusionMatrix: 'Matriz de confusão',
  confusionSummary: ({ samples, labels, accuracy }) =>
    `Amostras: ${samples}; rótulos: ${labels}; previsões corretas: ${accuracy}.`,
  confusionWorst: ({ truth, predicted, share }) =>
    `Erro mais frequente: “${truth}” previsto como “${predicted}” (${share}).`,
  confusionChange: (change) => `Mudança da acurácia: ${change}.`,
  confusionHint: 'Aponte para uma célula ou mova-se com as setas do teclado.',
  cell: ({ truth, predicted, count, whole, share, correct }) =>
    `${correct ? `“${truth}” previsto corretamente` : `“${truth}” previsto como “${predicted}”`}: ${count} de ${whole}, ${share}`,
  cellHidden: (label) => `“${label}” previsto corretamente: oculto`,
  cellChange: (description, change) => `${description}; mudança ${change}`,
  shareOfTruth: (share, label) => `${share} das amostras de “${label}”`,
  shareOfPredicted: (share, label) => `${share} das previsões “${label}”`,
  shareOfAll: (share) => `${share} de todas as amostras`,
  legendShare: 'Proporção',
  legendCount: 'Amostras',
  legendChange: 'Mudança',
  normalize: 'Mostrar',
  normalizeNone: 'Quantidades',
  normalizeTruth: 'Proporção do rótulo verdadeiro',
  normalizePredicted: 'Proporção do rótulo previsto',
  normalizeAll: 'Proporção de todas as amostras',
  sortRecall: 'Por revocação',
  sortSupport: 'Por quantidade',
  hideDiagonal: 'Ocultar a diagonal',
  exportAs: (format) => `Salvar como ${format}`,
  cellSamplesHint: 'Escolha uma célula para ver as suas imagens.',
  cellSamples: ({ truth, predicted }) => `${truth} previsto como ${predicted}, os piores primeiro`,
  noCellSamples: 'Não há imagens desta célula.',
  showMore: (number) => `Mostrar mais ${number}`,
  close: 'Fechar',

  trainingCurves: 'Treinamento',
  epoch: 'Época',
  loss: 'Perda',
  train: 'Treinamento',
  validation: 'Validação',
  bestEpoch: (epoch) => `Melhor época: ${epoch}`,
  trainingSummary: ({ epochs, metric, last }) => `${metric}, épocas: ${epochs}; última: ${last}.`,
  noEpochs: 'Aguardando a primeira época.',
  run: (number) => `Execução ${number}`,
  zoomHint: 'Arraste sobre um gráfico para ampliar, ou prima + e −.',
  zoomed: (from, to) => `Épocas ${from} a ${to}`,
  resetZoom: 'Ver todas as épocas',

  dataFaces: ({ report: { cropped, whole, several } }) => {
    const parts = [
      `${write(cropped)} ${plural(cropped, { one: 'rosto recortado', other: 'rostos recortados' })}${several > 0 ? `, dos quais ${write(several)} de imagens com vários rostos` : ''}`,
    ];
    if (whole > 0) {
      parts.push(`${write(whole)} ${plural(whole, { one: 'imagem usada inteira', other: 'imagens usadas inteiras' })}`);
    }
    return `${parts.join('; ')}.`;
  },
  dataLeftOut: (_number, written) => `Excluídos dos dados: ${written}`,
  dataLeftOutKind: ({ kind, number, names }) =>
    `${skipped[kind]} (${write(number)}): ${names.join(', ')}${number > names.length ? ', …' : ''}`,

  labelDistribution: 'Amostras por rótulo',
  labelSummary: ({ series, total, most, fewest }) =>
    `${series}: ${total} no total, o maior ${most}, o menor ${fewest}.`,

  explanation: 'Explicação',
  explanationSummary: ({ label, score, region, loss }) =>
    `${label}, ${score}: a região mais influente do rosto fica ${region}; cobri-la custa ${loss}.`,
  explanationNoInfluence: ({ label, score }) => `${label}, ${score}: nenhuma parte do rosto a sustenta.`,
  explainedFace: 'O rosto como a rede o vê',
  evidenceFor: (label) => `A favor de “${label}”`,
  evidenceAgainst: (label) => `Contra “${label}”`,
  regionColumn: 'Região coberta',
  influenceColumn: 'Mudança da pontuação',
  region: (row, column) =>
    [
      ['em cima à esquerda', 'em cima', 'em cima à direita'],
      ['à esquerda', 'no centro', 'à direita'],
      ['embaixo à esquerda', 'embaixo', 'embaixo à direita'],
    ][row]![column]!,

  predictions: 'Previsões',
  predictionsSummary: ({ correct, total }) => `Previsões corretas: ${correct} de ${total}.`,
  correct: 'Correta',
  wrong: 'Errada',
  unlabelled: 'Sem rótulo verdadeiro',

  reliability: 'Confiabilidade',
  reliabilitySummary: ({ error, samples }) => `Erro de calibração esperado: ${error}. Amostras: ${samples}.`,
  confidence: 'Confiança',
  confidenceFromTo: (from, to) => `de ${from} a ${to}`,
  gap: 'Diferença',

  robustness: 'Robustez',
  robustnessSummary: ({ metric, clean, mean, corruptions }) =>
    `${metric}: ${clean} em imagens intactas, ${mean} em média com degradações (número: ${corruptions}).`,
  robustnessComparison: ({ metric, models, corruptions }) =>
    `${metric}, média com degradações (número: ${corruptions}): ${models}.`,
  robustnessOfModel: ({ model, clean, mean }) => `${model} ${mean} (intactas ${clean})`,
  robustnessWorst: (corruption, score) => `A pior: ${corruption} (${score}).`,
  robustnessShared: (shared, shown) =>
    `As médias abrangem as degradações comuns a todos os modelos: ${shared} de ${shown}.`,
  robustnessNoneShared: 'Nenhuma degradação tem pontuação de todos os modelos medidos, por isso não há médias.',
  robustnessMissing: (models) => `Sem pontuações em imagens degradadas: ${models}.`,
  noRobustness:
    "Sem pontuações em imagens degradadas. Obtenha-as com evaluate(model, data, { corruptions: 'standard' }) ou ferkit evaluate --corruptions.",
  robustnessMetric: 'Mostrar',
  macroF1: 'F1 macro',
  calibrationError: 'Erro de calibração',
  sortKind: 'Por tipo',
  sortLoss: 'Por perda',
  cleanImages: 'Intactas',
  meanOfCorruptions: 'Média',
  meanOfKind: (kind) => `${kind}, média`,
  imagesColumn: 'Imagens',
  corruption: /* @__PURE__ */ namesFrom({
    noise: 'Ruído',
    blur: 'Desfoque',
    downscale: 'Rosto pequeno',
    jpeg: 'JPEG',
    dark: 'Escuro',
    contrast: 'Pouco contraste',
    rotate: 'Rotação',
    scale: 'Escala',
    shift: 'Deslocamento',
    patch: 'Remendo',
  } satisfies CorruptionNames),
  strength: /* @__PURE__ */ strengthWith((quality) => `qualidade ${quality}`),
  scoreChange: (score, points) => `${score} (${points} pontos)`,
  changeColumn: 'Mudança em pontos',

  trainingPreparing: 'Iniciando o mecanismo…',
  trainingStopping: 'Parando após este lote…',
  trainingProgress: ({ epoch, epochs, batch, batches }) => `Época ${epoch} de ${epochs}, lote ${batch} de ${batches}`,
  trainingSpeed: ({ imagesPerSecond, left }) => `${imagesPerSecond} rostos por segundo, faltam ${left}`,
  trainingStopped: (epochs) => `Parado. Épocas concluídas: ${epochs}.`,
  trainingFinished: ({ epochs, best, accuracy }) =>
    `Concluído. Épocas: ${epochs}. Melhor: época ${best}${accuracy === null ? '' : `, acurácia de validação ${accuracy}`}.`,
  trainingEpochDone: ({ epoch, epochs }) => `Época ${epoch} de ${epochs} concluída.`,
  confusionAfterEpoch: (epoch) => `Validação após a época ${epoch}`,
  trainedOn: ({ backend, device, seed, parameters }) =>
    `${backend} (${device}), ${parameters} parâmetros, semente ${seed}`,
  heldOutFaces: (number, written) =>
    `${written} ${plural(number, { one: 'rosto de treinamento é reservado', other: 'rostos de treinamento são reservados' })} para a validação.`,
  saveModel: 'Salvar o modelo',
  savingModel: 'Salvando…',
  modelSaved: 'Modelo salvo.',

  scores: 'Pontuações por rótulo',
  macroAverage: 'Média macro',
  weightedAverage: 'Média ponderada',
  samplesShown: 'Amostras',
  scoreShown: 'Medida',
  allSamples: 'Todas',
  withoutCopies: 'Sem cópias',
  withoutCopiesNote: (samples) => `Amostras cuja imagem não está também no treinamento: ${samples}.`,

  evaluationReport: 'Avaliação',
  balancedAccuracy: 'Acurácia balanceada',
  top2Accuracy: 'Acurácia top 2',
  logLoss: 'Log-verossimilhança negativa',
  interval: ({ level, from, to }) => `Intervalo de ${level}: de ${from} a ${to}`,
  scoreWithoutCopies: (score) => `${score} sem cópias de imagens de treinamento`,
  earlierScore: ({ score, change }) => `${score} no relatório anterior (${change})`,
  otherLabelOrder: ({ labels, accuracy, better }) =>
    `Os rótulos podem estar em outra ordem: ${labels} daria uma acurácia de ${better} em vez de ${accuracy}.`,
  labelsWithoutSamples: ({ labels, predictions }) =>
    `Rótulos sem amostras, fora das médias: ${labels}. Previsões deles, que contam como erradas: ${predictions}.`,
  otherDataset: ({ dataset, earlier }) =>
    `Os relatórios são de dados diferentes, ${dataset} e ${earlier}: as mudanças também podem vir disso.`,
  evaluationFacts: 'Avaliado em',
  dataset: 'Conjunto de dados',
  samplesWithoutCopies: 'Sem cópias',
  backend: 'Motor de cálculo',
  corruptionSeed: 'Semente das alterações',
  earlierReport: 'Relatório anterior',
  thisReport: 'Este relatório',
  modelFacts: 'Modelo',
  network: 'Rede',
  inputSize: 'Entrada',
  labels: 'Rótulos',
  temperature: 'Temperatura',
  trainingFacts: 'Treinado em',
  epochs: 'Épocas',
  seed: 'Semente',
  trainingEnd: 'Concluído',
  library: 'Biblioteca',

  trainingPanel: 'Treinar um modelo',
  trainingData: ({ train, validation, labels }) =>
    `Rostos: ${train} para treinar${validation === null ? '' : `, ${validation} para validar`}. Rótulos: ${labels}.`,
  noTrainingData: 'Ainda não há dados de treinamento.',
  startTraining: 'Iniciar o treinamento',
  stopTraining: 'Parar',
  resumeTraining: 'Retomar',
  restartTraining: 'Reiniciar',

  teachingPanel: 'Ensine seus próprios rótulos',
  collectPictures: 'Imagens de treinamento',
  collectHint: (fewest) => `São necessários ao menos dois rótulos, com ${fewest} imagens ou mais cada um.`,
  labelName: (number) => `Nome do rótulo ${number}`,
  labelNumber: (number) => `Rótulo ${number}`,
  labelInvalid: 'Cada rótulo precisa de um nome único.',
  addLabel: 'Adicionar rótulo',
  removeLabel: (label) => `Remover o rótulo ${label}`,
  picturesWaiting: (written) => `Procurando rostos. Imagens restantes: ${written}`,
  picturesCollected: (number, written) => `${written} ${plural(number, { one: 'imagem', other: 'imagens' })}`,
  picturesWithoutFace: (number, written, names) =>
    `${written} ${plural(number, { one: 'imagem sem rosto excluída', other: 'imagens sem rosto excluídas' })}${listFiles(number, names)}.`,
  picturesUnreadable: (number, written, names) =>
    `${written} ${plural(number, { one: 'arquivo ilegível excluído', other: 'arquivos ilegíveis excluídos' })}${listFiles(number, names)}.`,
  picturesOfSeveralFaces: (number, written) =>
    `${written} ${plural(number, { one: 'imagem mostra', other: 'imagens mostram' })} vários rostos: o maior foi usado.`,
  record: 'Gravar',
  stopRecording: 'Parar a gravação',
  addFiles: 'Adicionar arquivos',
  removePicture: ({ number, label }) => `Remover a imagem ${number} de ${label}`,
  tryModel: 'Experimentar',
};

const skipped: SkippedNames = {
  malformed: 'Linhas ou imagens malformadas',
  bmp: 'Imagens BMP que não podem ser decodificadas',
  gif: 'Imagens GIF que não podem ser decodificadas',
  tiff: 'Imagens TIFF, que não são decodificadas aqui',
  heic: 'Imagens HEIC, que não são decodificadas aqui',
  avif: 'Imagens AVIF, que não são decodificadas aqui',
  'other-format': 'Imagens de formatos que não são decodificados aqui',
  'not-image': 'Arquivos que não são imagens',
  unreadable: 'Arquivos ou pastas ilegíveis',
  unlabeled: 'Linhas ou imagens sem rótulo',
  'other-label': 'Linhas ou imagens de outros rótulos',
  'empty-label': 'Pastas de rótulo sem imagens',
  'no-face': 'Imagens sem rosto',
  'several-faces': 'Imagens com vários rostos',
  duplicate: 'Duplicatas',
};
