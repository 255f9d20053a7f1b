import type { Messages } from '../Messages';
import { strengthWith } from '../robustnessMessages';
import { type CorruptionNames, filesIn, namesFrom, numberIn, pluralIn, type SkippedNames } from './wording';

const plural = /* @__PURE__ */ pluralIn('ar');
const write = /* @__PURE__ */ numberIn('ar');

const writeStrength = /* @__PURE__ */ strengthWith((quality) => `الجودة ${quality}`);

/** One and two are words of their own in Arabic, without the numeral. */
function countFaces(number: number, written: string): string {
  return plural(number, {
    zero: 'لا وجوه',
    one: 'وجه واحد',
    two: 'وجهان',
    few: `${written} وجوه`,
    many: `${written} وجهًا`,
    other: `${written} وجه`,
  });
}

function countPictures(number: number, written: string): string {
  return plural(number, {
    zero: 'لا صور',
    one: 'صورة واحدة',
    two: 'صورتان',
    few: `${written} صور`,
    many: `${written} صورة`,
    other: `${written} صورة`,
  });
}

function countFiles(number: number, written: string): string {
  return plural(number, {
    zero: 'لا ملفات',
    one: 'ملف واحد',
    two: 'ملفان',
    few: `${written} ملفات`,
    many: `${written} ملفًا`,
    other: `${written} ملف`,
  });
}

const listFiles = /* @__PURE__ */ filesIn('ar', ': ', '، ', (others) => `، وغيرها (${others})`);

/** Arabic {@link Messages}. */
export const ar: Messages = {
  locale: 'ar',
  direction: 'rtl',
  label: /* @__PURE__ */ namesFrom({
    angry: 'غضب',
    disgust: 'اشمئزاز',
    fear: 'خوف',
    happy: 'سعادة',
    sad: 'حزن',
    surprise: 'دهشة',
    neutral: 'محايد',
    contempt: 'ازدراء',
  }),
  dataTable: 'عرض كجدول',
  noData: 'لا توجد بيانات',
  sort: 'الترتيب',
  truth: 'التصنيف الحقيقي',
  predicted: 'التصنيف المتوقع',
  total: 'المجموع',
  samples: 'العينات',
  accuracy: 'الصحة',
  precision: 'الدقة',
  recall: 'الاستدعاء',
  f1: 'F1',
  support: 'العدد',
  labelColumn: 'التصنيف',
  sortGiven: 'كما وردت',
  sortLabel: 'حسب الاسم',
  sortValue: 'حسب القيمة',
  seriesShown: 'السلاسل',
  scrollHint: 'مرّر جانبيًا لرؤية كل الأعمدة.',
  model: (number) => `النموذج ${number}`,
  change: 'التغير',
  comparison: (name, other) => `${name} مقارنةً بـ ${other}.`,
  face: (number) => `الوجه ${number}`,
  uncertain: 'غير مؤكد',

  retry: 'إعادة المحاولة',
  errorDetails: 'التفاصيل',
  errorPicture: 'تتعذر قراءة هذا الملف كصورة. الصيغ المدعومة هي PNG وJPEG وWebP وGIF وBMP وسائر صيغ هذا المتصفح.',
  errorDownload: 'لم يُحمَّل جزء من هذه الصفحة. تحقق من الاتصال ثم أعد المحاولة.',
  errorAddress: 'تتعذر القراءة من هذا العنوان: قد يكون خاطئًا، أو لا يسمح الموقع الآخر بذلك.',
  errorBackend: 'لا يوجد في هذا المتصفح محرك يمكن تشغيل النموذج عليه.',
  errorModel: 'يتعذر استخدام النموذج: ملفاته تالفة أو غير متوافقة.',
  errorCamera: (reason) =>
    ({
      denied: 'لا يُسمح لهذه الصفحة باستخدام الكاميرا. يُرجى السماح بذلك في إعدادات المتصفح.',
      absent: 'لم يُعثر على كاميرا.',
      busy: 'لا تعطي الكاميرا صورة. قد يكون برنامج آخر يستخدمها.',
      insecure: 'لا تعمل الكاميرات إلا في الصفحات الآمنة (https).',
      ended: 'انقطع اتصال الكاميرا.',
    })[reason],
  errorOther: 'حدث خطأ ما.',
  errorDiverged: 'تباعد التدريب: لم تعد الخسارة عددًا منتهيًا. قد يفيد خفض معدل التعلم.',
  errorStorage: 'يتعذر الحفظ: يرفض المتصفح التخزين، أو أن مساحته ممتلئة.',
  errorCheckpoint: 'نقطة حفظ التدريب المتوقف تالفة أو غير متوافقة. يُرجى بدء تدريب جديد.',

  startCamera: 'تشغيل الكاميرا',
  stopCamera: 'إيقاف الكاميرا',
  cameraStarting: 'في انتظار الكاميرا…',
  cameraPaused: 'الكاميرا متوقفة ما دامت الصفحة مخفية.',
  cameraPicture: 'صورة الكاميرا',

  emotionClassifier: 'تعبير الوجه',
  source: 'المصدر',
  sourceFile: 'صورة',
  sourceUrl: 'عنوان',
  sourceWebcam: 'كاميرا',
  choosePicture: 'اختيار صورة',
  chooseAnother: 'صورة أخرى',
  dropHint: 'أو إفلات صورة أو لصقها هنا',
  address: 'عنوان صورة',
  openAddress: 'فتح',
  picture: 'الصورة',
  waitingForPicture: 'تظهر الوجوه وتعابيرها هنا.',
  loading: 'جارٍ التحميل…',
  loadingOnce: ({ total }) => `جارٍ تحميل ${total}، مرة واحدة فقط`,
  loadedSoFar: ({ loaded, total }) => `${loaded} من ${total}`,
  loadingModel: ({ total }) => `جارٍ تحميل النموذج: ${total}`,
  loadingEngine: 'جارٍ تشغيل المحرك…',
  loadingDetector: 'جارٍ تحميل كاشف الوجوه…',
  warmingUp: 'جارٍ التحضير…',
  looking: 'جارٍ البحث عن وجوه…',
  noFace: 'لم يُعثر على وجه',
  noFaceHint: 'ينبغي أن يظهر الوجه من الأمام، بإضاءة جيدة، وألا يكون صغيرًا جدًا.',
  facesFound: ({ count, faces }) => `${countFaces(faces.length, count)}: ${faces.join('؛ ')}`,
  groupFound: ({ number, count, labels }) => `${countFaces(number, count)}: ${labels.join('، ')}`,
  labelCount: ({ label, count }) => `${label ?? 'غير مؤكد'} (${count})`,
  faceIs: ({ label, score }) => `${label}، ${score}`,
  mostLikely: ({ label, score }) => `الأقرب: ${label}، ${score}`,
  smallFace: 'صغير في الصورة: أقل موثوقية',
  turnedPicture: ({ degrees }) => `صورة مُدارة بمقدار ${degrees}°`,
  uprightFace: 'رأس مائل، قُرئ معتدلًا',
  stretchedFace: 'داكن أو باهت، قُرئ بتباين أعلى',
  ranOn: ({ backend, milliseconds }) => `${backend}، ${milliseconds} م.ث لكل وجه`,
  consentContinue: 'متابعة',
  classifierNotice: 'يقرأ التعابير لا المشاعر. تبقى الصور على هذا الجهاز.',

  confusionMatrix: 'مصفوفة الالتباس',
  confusionSummary: ({ samples, labels, accuracy }) =>
    `العينات: ${samples}؛ التصنيفات: ${labels}؛ التوقعات الصحيحة: ${accuracy}.`,
  confusionWorst: ({ truth, predicted, share }) =>
    `الخطأ الأكثر شيوعًا: توقُّع «${truth}» على أنه «${predicted}» (${share}).`,
  confusionChange: (change) => `تغيُّر الصحة: ${change}.`,
  confusionHint: 'أشر إلى خلية، أو تنقَّل بمفاتيح الأسهم.',
  cell: ({ truth, predicted, count, whole, share, correct }) =>
    `${correct ? `توقُّع «${truth}» صحيح` : `توقُّع «${truth}» على أنه «${predicted}»`}: ${count} من ${whole}، ${share}`,
  cellHidden: (label) => `توقُّع «${label}» صحيح: مخفي`,
  cellChange: (description, change) => `${description}؛ التغيُّر ${change}`,
  shareOfTruth: (share, label) => `${share} من كل عينات «${label}»`,
  shareOfPredicted: (share, label) => `${share} من كل توقعات «${label}»`,
  shareOfAll: (share) => `${share} من كل العينات`,
  legendShare: 'النسبة',
  legendCount: 'العينات',
  legendChange: 'التغيُّر',
  normalize: 'العرض',
  normalizeNone: 'الأعداد',
  normalizeTruth: 'النسبة من التصنيف الحقيقي',
  normalizePredicted: 'النسبة من التصنيف المتوقع',
  normalizeAll: 'النسبة من كل العينات',
  sortRecall: 'حسب الاستدعاء',
  sortSupport: 'حسب العدد',
  hideDiagonal: 'إخفاء القطر',
  exportAs: (format) => `حفظ بصيغة ${format}`,
  cellSamplesHint: 'اختر خلية لرؤية صورها.',
  cellSamples: ({ truth, predicted }) => `${truth} متوقعًا ${predicted}، الأسوأ أولًا`,
  noCellSamples: 'لا تتوفر صور لهذه الخلية.',
  showMore: (number) => `عرض ${number} أخرى`,
  close: 'إغلاق',

  trainingCurves: 'التدريب',
  epoch: 'الدورة',
  loss: 'الخسارة',
  train: 'التدريب',
  validation: 'التحقق',
  bestEpoch: (epoch) => `أفضل دورة: ${epoch}`,
  trainingSummary: ({ epochs, metric, last }) => `${metric}، عدد الدورات: ${epochs}؛ الأخيرة: ${last}.`,
  noEpochs: 'في انتظار الدورة الأولى.',
  run: (number) => `التشغيل ${number}`,
  zoomHint: 'اسحب فوق مخطط للتكبير، أو اضغط + و−.',
  zoomed: (from, to) => `الدورات من ${from} إلى ${to}`,
  resetZoom: 'عرض كل الدورات',

  dataFaces: ({ report: { cropped, whole, several } }) => {
    const parts = [`وجوه مقصوصة: ${write(cropped)}`];
    if (several > 0) parts.push(`منها من صور فيها عدة وجوه: ${write(several)}`);
    if (whole > 0) parts.push(`صور أُخذت كاملة: ${write(whole)}`);
    return `${parts.join('؛ ')}.`;
  },
  dataLeftOut: (_number, written) => `المستبعد من البيانات: ${written}`,
  dataLeftOutKind: ({ kind, number, names }) =>
    `${skipped[kind]} (${write(number)}): ${names.join('، ')}${number > names.length ? '، …' : ''}`,

  labelDistribution: 'العينات حسب التصنيف',
  labelSummary: ({ series, total, most, fewest }) => `${series}: المجموع ${total}، الأكثر ${most}، الأقل ${fewest}.`,

  explanation: 'التفسير',
  explanationSummary: ({ label, score, region, loss }) =>
    `${label}، ${score}: المنطقة الأكثر تأثيرًا من الوجه هي ${region}؛ تغطيتها تكلِّف ${loss}.`,
  explanationNoInfluence: ({ label, score }) => `${label}، ${score}: لا يدعمه أي جزء من الوجه.`,
  explainedFace: 'الوجه كما تراه الشبكة',
  evidenceFor: (label) => `مع «${label}»`,
  evidenceAgainst: (label) => `ضد «${label}»`,
  regionColumn: 'المنطقة المغطاة',
  influenceColumn: 'تغيُّر الدرجة',
  region: (row, column) =>
    [
      ['أعلى اليسار', 'الأعلى', 'أعلى اليمين'],
      ['اليسار', 'الوسط', 'اليمين'],
      ['أسفل اليسار', 'الأسفل', 'أسفل اليمين'],
    ][row]![column]!,

  predictions: 'التوقعات',
  predictionsSummary: ({ correct, total }) => `التوقعات الصحيحة: ${correct} من ${total}.`,
  correct: 'صحيح',
  wrong: 'خطأ',
  unlabelled: 'بلا تصنيف حقيقي',

  reliability: 'الموثوقية',
  reliabilitySummary: ({ error, samples }) => `خطأ المعايرة المتوقع: ${error}. العينات: ${samples}.`,
  confidence: 'الثقة',
  confidenceFromTo: (from, to) => `من ${from} إلى ${to}`,
  gap: 'الفجوة',

  robustness: 'المتانة',
  robustnessSummary: ({ metric, clean, mean, corruptions }) =>
    `${metric}: ${clean} على الصور السليمة، و${mean} في المتوسط على التشويهات (عددها ${corruptions}).`,
  robustnessComparison: ({ metric, models, corruptions }) =>
    `${metric}، المتوسط على التشويهات (عددها ${corruptions}): ${models}.`,
  robustnessOfModel: ({ model, clean, mean }) => `${model} ${mean} (السليمة ${clean})`,
  robustnessWorst: (corruption, score) => `الأسوأ: ${corruption} (${score}).`,
  robustnessShared: (shared, shown) => `تشمل المتوسطات التشويهات المشتركة بين كل النماذج: ${shared} من ${shown}.`,
  robustnessNoneShared: 'لا يوجد تشويه له درجة من كل النماذج المقيسة، ولذلك لا توجد متوسطات.',
  robustnessMissing: (models) => `بلا درجات على الصور المشوهة: ${models}.`,
  noRobustness:
    "لا توجد درجات على الصور المشوهة. يمكن الحصول عليها عبر evaluate(model, data, { corruptions: 'standard' }) أو ferkit evaluate --corruptions.",
  robustnessMetric: 'العرض',
  macroF1: 'متوسط F1',
  calibrationError: 'خطأ المعايرة',
  sortKind: 'حسب النوع',
  sortLoss: 'حسب التراجع',
  cleanImages: 'سليمة',
  meanOfCorruptions: 'المتوسط',
  meanOfKind: (kind) => `${kind}، المتوسط`,
  imagesColumn: 'الصور',
  corruption: /* @__PURE__ */ namesFrom({
    noise: 'تشويش',
    blur: 'ضبابية',
    downscale: 'وجه صغير',
    jpeg: 'JPEG',
    dark: 'إعتام',
    contrast: 'تباين منخفض',
    rotate: 'تدوير',
    scale: 'تغيير الحجم',
    shift: 'إزاحة',
    patch: 'حجب جزئي',
  } satisfies CorruptionNames),
  // Isolated, since a symbol and its number run from left to right.
  strength: (strength, kind) => `\u2068${writeStrength(strength, kind)}\u2069`,
  scoreChange: (score, points) => `${score} (${points} نقطة)`,
  changeColumn: 'التغيُّر بالنقاط',

  trainingPreparing: 'جارٍ تشغيل المحرك…',
  trainingStopping: 'سيتوقف بعد هذه الدفعة…',
  trainingProgress: ({ epoch, epochs, batch, batches }) =>
    `الدورة ${epoch} من ${epochs}، الدفعة ${batch} من ${batches}`,
  trainingSpeed: ({ imagesPerSecond, left }) => `الوجوه في الثانية: ${imagesPerSecond}، المتبقي: ${left}`,
  trainingStopped: (epochs) => `توقف. الدورات المكتملة: ${epochs}.`,
  trainingFinished: ({ epochs, best, accuracy }) =>
    `اكتمل. عدد الدورات: ${epochs}. الأفضل: الدورة ${best}${accuracy === null ? '' : `، صحة التحقق ${accuracy}`}.`,
  trainingEpochDone: ({ epoch, epochs }) => `اكتملت الدورة ${epoch} من ${epochs}.`,
  confusionAfterEpoch: (epoch) => `التحقق بعد الدورة ${epoch}`,
  trainedOn: ({ backend, device, seed, parameters }) =>
    `${backend} (${device})، المعاملات: ${parameters}، البذرة: ${seed}`,
  heldOutFaces: (number, written) => `المحجوز من وجوه التدريب للتحقق: ${countFaces(number, written)}.`,
  saveModel: 'حفظ النموذج',
  savingModel: 'جارٍ الحفظ…',
  modelSaved: 'حُفظ النموذج.',

  scores: 'الدرجات حسب التصنيف',
  macroAverage: 'المتوسط العام',
  weightedAverage: 'المتوسط المرجح',
  samplesShown: 'العينات',
  scoreShown: 'المقياس',
  allSamples: 'الكل',
  withoutCopies: 'بلا نسخ مكررة',
  withoutCopiesNote: (samples) => `العينات التي لا توجد صورها في بيانات التدريب أيضًا: ${samples}.`,

  evaluationReport: 'التقييم',
  balancedAccuracy: 'الصحة المتوازنة',
  top2Accuracy: 'صحة أول احتمالين',
  logLoss: 'سالب لوغاريتم الأرجحية',
  interval: ({ level, from, to }) => `مجال ${level}: من ${from} إلى ${to}`,
  scoreWithoutCopies: (score) => `${score} بلا نسخ من صور التدريب`,
  earlierScore: ({ score, change }) => `${score} في التقرير السابق (${change})`,
  otherLabelOrder: ({ labels, accuracy, better }) =>
    `قد تكون التصنيفات بترتيب آخر: ${labels} يعطي صحة ${better} بدلًا من ${accuracy}.`,
  labelsWithoutSamples: ({ labels, predictions }) =>
    `تصنيفات بلا عينات، مستبعدة من المتوسطات: ${labels}. التوقعات بها، وتُعد خاطئة: ${predictions}.`,
  otherDataset: ({ dataset, earlier }) =>
    `التقريران عن بيانات مختلفة، ${dataset} و${earlier}: قد يرجع التغير إلى ذلك أيضًا.`,
  evaluationFacts: 'قُيّم على',
  dataset: 'مجموعة البيانات',
  samplesWithoutCopies: 'بلا نسخ',
  backend: 'محرك الحساب',
  corruptionSeed: 'بذرة التشويش',
  earlierReport: 'التقرير السابق',
  thisReport: 'هذا التقرير',
  modelFacts: 'النموذج',
  network: 'الشبكة',
  inputSize: 'المدخل',
  labels: 'التصنيفات',
  temperature: 'الحرارة',
  trainingFacts: 'دُرّب على',
  epochs: 'الدورات',
  seed: 'البذرة',
  trainingEnd: 'انتهى',
  library: 'المكتبة',

  trainingPanel: 'تدريب نموذج',
  trainingData: ({ train, validation, labels }) =>
    `الوجوه: ${train} للتدريب${validation === null ? '' : `، ${validation} للتحقق`}. التصنيفات: ${labels}.`,
  noTrainingData: 'لا توجد بيانات تدريب بعد.',
  startTraining: 'بدء التدريب',
  stopTraining: 'إيقاف',
  resumeTraining: 'استئناف',
  restartTraining: 'إعادة البدء',

  teachingPanel: 'تعليم تصنيفاتك',
  collectPictures: 'صور التدريب',
  collectHint: (fewest) => `يلزم تصنيفان على الأقل، والحد الأدنى لصور كل منهما: ${fewest}.`,
  labelName: (number) => `اسم التصنيف ${number}`,
  labelNumber: (number) => `التصنيف ${number}`,
  labelInvalid: 'يحتاج كل تصنيف إلى اسم فريد.',
  addLabel: 'إضافة تصنيف',
  removeLabel: (label) => `إزالة التصنيف ${label}`,
  picturesWaiting: (written) => `جارٍ البحث عن وجوه. الصور المتبقية: ${written}`,
  picturesCollected: countPictures,
  picturesWithoutFace: (number, written, names) =>
    `استُبعدت لخلوها من الوجوه: ${countPictures(number, written)}${listFiles(number, names)}.`,
  picturesUnreadable: (number, written, names) =>
    `استُبعدت لتعذر القراءة: ${countFiles(number, written)}${listFiles(number, names)}.`,
  picturesOfSeveralFaces: (number, written) => `أُخذ أكبر وجه، لظهور عدة وجوه في: ${countPictures(number, written)}.`,
  record: 'تسجيل',
  stopRecording: 'إيقاف التسجيل',
  addFiles: 'إضافة ملفات',
  removePicture: ({ number, label }) => `إزالة الصورة ${number} من ${label}`,
  tryModel: 'تجربة',

  expressionTimeline: 'التعبيرات عبر الزمن',
  timelineSummary: ({ faces, length }) => `الوجوه: ${faces}. المدة: ${length}.`,
  noTimeline: 'لم يُسجَّل شيء بعد.',
  faceColumn: 'الوجه',
  timelineScore: 'الدرجة',
  timeFrom: 'من',
  timeTo: 'إلى',
  timelineSpan: ({ face, label, score, from, to }) => `${face}: ${label} ${score}، من ${from} إلى ${to}`,
  mostlyLabel: (label) => `${label} غالبًا`,
  timelineDisplay: 'طريقة العرض',
  timelineLines: 'خطوط',
  timelineAreas: 'مساحات',
  timelineHint: 'اسحب على مسار للتكبير، أو اضغط + و−.',
  timesShown: (from, to) => `من ${from} إلى ${to}`,
  timeView: 'الجزء المعروض',
  zoomIn: 'تكبير',
  zoomOut: 'تصغير',
  allTimes: 'عرض الكل',
  rowsShown: (shown, total) => `أول ${shown} من ${total} صفوف. يحتوي ملف CSV عليها جميعًا.`,
};

const skipped: SkippedNames = {
  malformed: 'صفوف أو صور غير سليمة البنية',
  bmp: 'صور BMP يتعذر فك ترميزها',
  gif: 'صور GIF يتعذر فك ترميزها',
  tiff: 'صور TIFF لا يُفك ترميزها هنا',
  heic: 'صور HEIC لا يُفك ترميزها هنا',
  avif: 'صور AVIF لا يُفك ترميزها هنا',
  'other-format': 'صور بصيغ لا يُفك ترميزها هنا',
  'not-image': 'ملفات ليست صورًا',
  unreadable: 'ملفات أو مجلدات تتعذر قراءتها',
  unlabeled: 'صفوف أو صور بلا تصنيف',
  'other-label': 'صفوف أو صور بتصنيفات أخرى',
  'empty-label': 'مجلدات تصنيف بلا صور',
  'no-face': 'صور بلا وجه',
  'several-faces': 'صور لعدة وجوه',
  duplicate: 'نسخ مكررة',
};
