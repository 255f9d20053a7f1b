import type { Messages } from '../Messages';
import { strengthWith } from '../robustnessMessages';
import { type CorruptionNames, filesIn, namesFrom, numberIn, pluralIn, type SkippedNames } from './wording';

const plural = /* @__PURE__ */ pluralIn('hi');
const write = /* @__PURE__ */ numberIn('hi');

const listFiles = /* @__PURE__ */ filesIn('hi', ': ', ', ', (others) => ` और ${others} अन्य`);

const countFaces = (number: number, written: string): string =>
  `${written} ${plural(number, { one: 'चेहरा', other: 'चेहरे' })}`;

const countPictures = (number: number, written: string): string =>
  `${written} ${plural(number, { one: 'तस्वीर', other: 'तस्वीरें' })}`;

/** Hindi {@link Messages}. */
export const hi: Messages = {
  locale: 'hi',
  direction: 'ltr',
  label: /* @__PURE__ */ namesFrom({
    angry: 'गुस्सा',
    disgust: 'घृणा',
    fear: 'डर',
    happy: 'खुशी',
    sad: 'उदासी',
    surprise: 'आश्चर्य',
    neutral: 'सामान्य',
    contempt: 'तिरस्कार',
  }),
  dataTable: 'तालिका दिखाएँ',
  noData: 'कोई डेटा नहीं',
  sort: 'क्रम',
  truth: 'वास्तविक लेबल',
  predicted: 'अनुमानित लेबल',
  total: 'कुल',
  samples: 'नमूने',
  accuracy: 'यथार्थता',
  precision: 'परिशुद्धता',
  recall: 'रिकॉल',
  f1: 'F1',
  support: 'संख्या',
  labelColumn: 'लेबल',
  face: (number) => `चेहरा ${number}`,
  uncertain: 'अनिश्चित',

  retry: 'फिर से कोशिश करें',
  errorDetails: 'विवरण',
  errorPicture: 'यह फ़ाइल तस्वीर के रूप में पढ़ी नहीं जा सकती। PNG, JPEG, WebP, GIF, BMP और इस ब्राउज़र के अन्य फ़ॉर्मैट चलते हैं।',
  errorAddress: 'इस पते से कुछ पढ़ा नहीं जा सकता: पता गलत हो सकता है, या दूसरी साइट इसकी अनुमति नहीं देती।',
  errorBackend: 'इस ब्राउज़र में ऐसा कोई बैकएंड नहीं है जिस पर मॉडल चल सके।',
  errorModel: 'मॉडल इस्तेमाल नहीं हो सकता: उसकी फ़ाइलें खराब या असंगत हैं।',
  errorCamera: (reason) =>
    ({
      denied: 'इस पेज को कैमरे की अनुमति नहीं है। कृपया ब्राउज़र की सेटिंग में अनुमति दें।',
      absent: 'कोई कैमरा नहीं मिला।',
      busy: 'कैमरे से तस्वीर नहीं आ रही। शायद कोई दूसरा प्रोग्राम उसे इस्तेमाल कर रहा है।',
      insecure: 'कैमरे केवल सुरक्षित पेजों (https) पर चलते हैं।',
      ended: 'कैमरा डिस्कनेक्ट हो गया।',
    })[reason],
  errorOther: 'कुछ गड़बड़ हो गई।',
  errorDiverged: 'प्रशिक्षण अपसारी हो गया: उसकी हानि अब परिमित संख्या नहीं है। सीखने की दर घटाने से मदद मिल सकती है।',
  errorStorage: 'कुछ सहेजा नहीं जा सकता: ब्राउज़र स्टोरेज की अनुमति नहीं देता, या स्टोरेज भर गया है।',
  errorCheckpoint: 'रुके हुए प्रशिक्षण का चेकपॉइंट खराब या असंगत है। कृपया नया प्रशिक्षण शुरू करें।',

  startCamera: 'कैमरा शुरू करें',
  stopCamera: 'कैमरा बंद करें',
  cameraStarting: 'कैमरे की प्रतीक्षा…',
  cameraPaused: 'पेज छिपा होने पर कैमरा बंद रहता है।',
  cameraPicture: 'कैमरे की तस्वीर',

  emotionClassifier: 'चेहरे का भाव',
  source: 'स्रोत',
  sourceFile: 'तस्वीर',
  sourceUrl: 'पता',
  sourceWebcam: 'कैमरा',
  choosePicture: 'तस्वीर चुनें',
  chooseAnother: 'दूसरी तस्वीर',
  dropHint: 'या यहाँ छोड़ें या पेस्ट करें',
  address: 'तस्वीर का पता',
  openAddress: 'खोलें',
  picture: 'तस्वीर',
  waitingForPicture: 'चेहरे और उनके भाव यहाँ दिखेंगे।',
  loadingModel: ({ loaded, total }) => `मॉडल लोड हो रहा है: ${total} में से ${loaded}`,
  loadingEngine: 'इंजन शुरू हो रहा है…',
  loadingDetector: 'चेहरा पहचानने वाला घटक लोड हो रहा है…',
  warmingUp: 'तैयारी हो रही है…',
  looking: 'चेहरे खोजे जा रहे हैं…',
  noFace: 'कोई चेहरा नहीं मिला',
  noFaceHint: 'चेहरा सामने से दिखना चाहिए, अच्छी रोशनी में हो और बहुत छोटा न हो।',
  facesFound: ({ count, faces }) => `${countFaces(faces.length, count)}: ${faces.join('; ')}`,
  faceIs: ({ label, score }) => `${label}, ${score}`,
  mostLikely: ({ label, score }) => `सबसे निकट: ${label}, ${score}`,
  smallFace: 'तस्वीर में छोटा: कम भरोसेमंद',
  turnedPicture: ({ degrees }) => `तस्वीर ${degrees}° घूमी हुई`,
  uprightFace: 'झुका सिर, सीधा करके पढ़ा गया',
  stretchedFace: 'गहरी या फीकी, अधिक कंट्रास्ट के साथ पढ़ी गई',
  ranOn: ({ backend, milliseconds }) => `${backend}, प्रति चेहरा ${milliseconds} मि॰से॰`,
  consentContinue: 'जारी रखें',
  classifierNotice: 'यह भाव पढ़ता है, भावनाएँ नहीं। तस्वीरें इसी डिवाइस पर रहती हैं।',

  confusionMatrix: 'कन्फ़्यूज़न मैट्रिक्स',
  confusionSummary: ({ samples, labels, accuracy }) => `नमूने: ${samples}; लेबल: ${labels}; सही अनुमान: ${accuracy}।`,
  confusionWorst: ({ truth, predicted, share }) => `सबसे आम गलती: “${truth}” का अनुमान “${predicted}” लगा (${share})।`,
  confusionChange: (change) => `यथार्थता में बदलाव: ${change}।`,
  confusionHint: 'किसी सेल की ओर इंगित करें, या ऐरो कुंजियों से चलें।',
  cell: ({ truth, predicted, count, whole, share, correct }) =>
    `${correct ? `“${truth}” का सही अनुमान` : `“${truth}” का अनुमान “${predicted}”`}: ${whole} में से ${count}, ${share}`,
  cellHidden: (label) => `“${label}” का सही अनुमान: छिपा हुआ`,
  cellChange: (description, change) => `${description}; बदलाव ${change}`,
  shareOfTruth: (share, label) => `“${label}” के सभी नमूनों का ${share}`,
  shareOfPredicted: (share, label) => `“${label}” के सभी अनुमानों का ${share}`,
  shareOfAll: (share) => `सभी नमूनों का ${share}`,
  legendShare: 'हिस्सा',
  legendCount: 'नमूने',
  legendChange: 'बदलाव',
  normalize: 'दिखाएँ',
  normalizeNone: 'संख्याएँ',
  normalizeTruth: 'वास्तविक लेबल में हिस्सा',
  normalizePredicted: 'अनुमानित लेबल में हिस्सा',
  normalizeAll: 'सभी नमूनों में हिस्सा',
  sortGiven: 'मूल क्रम',
  sortRecall: 'रिकॉल के अनुसार',
  sortSupport: 'संख्या के अनुसार',
  sortLabel: 'नाम के अनुसार',
  hideDiagonal: 'विकर्ण छिपाएँ',
  exportAs: (format) => `${format} के रूप में सहेजें`,

  trainingCurves: 'प्रशिक्षण',
  epoch: 'इपॉक',
  loss: 'हानि',
  train: 'प्रशिक्षण',
  validation: 'सत्यापन',
  bestEpoch: (epoch) => `सर्वश्रेष्ठ इपॉक: ${epoch}`,
  trainingSummary: ({ epochs, metric, last }) => `${metric}, इपॉक: ${epochs}; अंतिम: ${last}।`,
  noEpochs: 'पहले इपॉक की प्रतीक्षा।',

  dataFaces: ({ report: { cropped, whole, several } }) => {
    const parts = [`काटे गए चेहरे: ${write(cropped)}`];
    if (several > 0) parts.push(`उनमें से कई चेहरों वाली तस्वीरों के: ${write(several)}`);
    if (whole > 0) parts.push(`पूरी ली गई तस्वीरें: ${write(whole)}`);
    return `${parts.join('; ')}।`;
  },
  dataLeftOut: (_number, written) => `डेटा से छोड़े गए: ${written}`,
  dataLeftOutKind: ({ kind, number, names }) =>
    `${skipped[kind]} (${write(number)}): ${names.join(', ')}${number > names.length ? ', …' : ''}`,

  labelDistribution: 'लेबल के अनुसार नमूने',
  labelSummary: ({ series, total, most, fewest }) => `${series}: कुल ${total}, सबसे अधिक ${most}, सबसे कम ${fewest}।`,

  explanation: 'व्याख्या',
  explanationSummary: ({ label, score, region, loss }) =>
    `${label}, ${score}: चेहरे का सबसे प्रभावी क्षेत्र ${region} है; उसे ढकने पर ${loss} की कमी आती है।`,
  explanationNoInfluence: ({ label, score }) => `${label}, ${score}: चेहरे का कोई भाग इसका समर्थन नहीं करता।`,
  explainedFace: 'चेहरा, जैसा नेटवर्क देखता है',
  evidenceFor: (label) => `“${label}” के पक्ष में`,
  evidenceAgainst: (label) => `“${label}” के विपक्ष में`,
  regionColumn: 'ढका हुआ क्षेत्र',
  influenceColumn: 'स्कोर में बदलाव',
  region: (row, column) =>
    [
      ['ऊपर बाएँ', 'ऊपर', 'ऊपर दाएँ'],
      ['बाएँ', 'बीच में', 'दाएँ'],
      ['नीचे बाएँ', 'नीचे', 'नीचे दाएँ'],
    ][row]![column]!,

  predictions: 'अनुमान',
  predictionsSummary: ({ correct, total }) => `${total} में से ${correct} सही।`,
  correct: 'सही',
  wrong: 'गलत',
  unlabelled: 'वास्तविक लेबल नहीं',

  reliability: 'विश्वसनीयता',
  reliabilitySummary: ({ error, samples }) => `अपेक्षित कैलिब्रेशन त्रुटि: ${error}। नमूने: ${samples}।`,
  confidence: 'विश्वास',
  confidenceFromTo: (from, to) => `${from} से ${to}`,
  gap: 'अंतर',

  robustness: 'मज़बूती',
  robustnessSummary: ({ metric, clean, mean, corruptions }) =>
    `${metric}: मूल तस्वीरों पर ${clean}, विकृतियों (संख्या: ${corruptions}) पर औसतन ${mean}।`,
  robustnessComparison: ({ metric, models, corruptions }) =>
    `${metric}, विकृतियों (संख्या: ${corruptions}) पर औसत: ${models}।`,
  robustnessOfModel: ({ model, clean, mean }) => `${model} ${mean} (मूल ${clean})`,
  robustnessWorst: (corruption, score) => `सबसे खराब: ${corruption} (${score})।`,
  robustnessShared: (shared, shown) => `औसत उन विकृतियों का है जो सभी मॉडलों में समान हैं: ${shown} में से ${shared}।`,
  robustnessNoneShared: 'किसी विकृति पर सभी मापे गए मॉडलों के स्कोर नहीं हैं, इसलिए औसत नहीं है।',
  robustnessMissing: (models) => `विकृत तस्वीरों पर बिना स्कोर के: ${models}।`,
  noRobustness:
    "विकृत तस्वीरों पर स्कोर नहीं हैं। वे evaluate(model, data, { corruptions: 'standard' }) या ferkit evaluate --corruptions से मिलते हैं।",
  robustnessMetric: 'दिखाएँ',
  macroF1: 'मैक्रो F1',
  calibrationError: 'कैलिब्रेशन त्रुटि',
  sortKind: 'प्रकार के अनुसार',
  sortLoss: 'गिरावट के अनुसार',
  cleanImages: 'मूल',
  meanOfCorruptions: 'औसत',
  meanOfKind: (kind) => `${kind}, औसत`,
  imagesColumn: 'तस्वीरें',
  model: (number) => `मॉडल ${number}`,
  corruption: /* @__PURE__ */ namesFrom({
    noise: 'शोर',
    blur: 'धुंधलापन',
    downscale: 'छोटा चेहरा',
    jpeg: 'JPEG',
    dark: 'अँधेरा',
    contrast: 'कम कंट्रास्ट',
    rotate: 'घुमाव',
    scale: 'आकार बदलाव',
    shift: 'खिसकाव',
    patch: 'ढका हिस्सा',
  } satisfies CorruptionNames),
  strength: /* @__PURE__ */ strengthWith((quality) => `गुणवत्ता ${quality}`),
  scoreChange: (score, points) => `${score} (${points} अंक)`,
  changeColumn: 'अंकों में बदलाव',

  trainingPreparing: 'इंजन शुरू हो रहा है…',
  trainingStopping: 'इस बैच के बाद रुकेगा…',
  trainingProgress: ({ epoch, epochs, batch, batches }) => `${epochs} में से इपॉक ${epoch}, ${batches} में से बैच ${batch}`,
  trainingSpeed: ({ imagesPerSecond, left }) => `प्रति सेकंड ${imagesPerSecond} चेहरे, ${left} शेष`,
  trainingStopped: (epochs) => `रुक गया। पूरे हुए इपॉक: ${epochs}।`,
  trainingFinished: ({ epochs, best, accuracy }) =>
    `पूरा हुआ। इपॉक: ${epochs}। सर्वश्रेष्ठ: इपॉक ${best}${accuracy === null ? '' : `, सत्यापन यथार्थता ${accuracy}`}।`,
  trainingEpochDone: ({ epoch, epochs }) => `${epochs} में से इपॉक ${epoch} पूरा हुआ।`,
  confusionAfterEpoch: (epoch) => `इपॉक ${epoch} के बाद सत्यापन`,
  trainedOn: ({ backend, device, seed, parameters }) => `${backend} (${device}), पैरामीटर: ${parameters}, सीड: ${seed}`,
  heldOutFaces: (number, written) => `प्रशिक्षण से सत्यापन के लिए अलग रखे गए: ${countFaces(number, written)}।`,
  saveModel: 'मॉडल सहेजें',
  savingModel: 'सहेजा जा रहा है…',
  modelSaved: 'मॉडल सहेजा गया।',

  scores: 'लेबल के अनुसार स्कोर',
  macroAverage: 'मैक्रो औसत',
  weightedAverage: 'भारित औसत',
  samplesShown: 'नमूने',
  allSamples: 'सभी',
  withoutCopies: 'प्रतियों के बिना',
  withoutCopiesNote: (samples) => `नमूने जिनकी तस्वीर प्रशिक्षण डेटा में नहीं है: ${samples}।`,

  trainingPanel: 'मॉडल प्रशिक्षित करें',
  trainingData: ({ train, validation, labels }) =>
    `चेहरे: प्रशिक्षण के लिए ${train}${validation === null ? '' : `, सत्यापन के लिए ${validation}`}। लेबल: ${labels}।`,
  noTrainingData: 'अभी कोई प्रशिक्षण डेटा नहीं है।',
  startTraining: 'प्रशिक्षण शुरू करें',
  stopTraining: 'रोकें',
  resumeTraining: 'जारी रखें',
  restartTraining: 'फिर से शुरू करें',

  teachingPanel: 'अपने लेबल सिखाएँ',
  collectPictures: 'प्रशिक्षण की तस्वीरें',
  collectHint: (fewest) => `कम से कम दो लेबल चाहिए, और हर एक की कम से कम ${fewest} तस्वीरें।`,
  labelName: (number) => `लेबल ${number} का नाम`,
  labelNumber: (number) => `लेबल ${number}`,
  labelInvalid: 'हर लेबल का अलग नाम होना चाहिए।',
  addLabel: 'लेबल जोड़ें',
  removeLabel: (label) => `लेबल ${label} हटाएँ`,
  picturesWaiting: (written) => `चेहरे खोजे जा रहे हैं। शेष तस्वीरें: ${written}`,
  picturesCollected: countPictures,
  picturesWithoutFace: (number, written, names) =>
    `बिना चेहरे के, छोड़ी गईं: ${countPictures(number, written)}${listFiles(number, names)}।`,
  picturesUnreadable: (number, written, names) =>
    `न पढ़ी जा सकने वाली, छोड़ी गई फ़ाइलें: ${written}${listFiles(number, names)}।`,
  picturesOfSeveralFaces: (number, written) => `कई चेहरों वाली ${countPictures(number, written)}: सबसे बड़ा चेहरा लिया गया।`,
  record: 'रिकॉर्ड करें',
  stopRecording: 'रिकॉर्डिंग रोकें',
  addFiles: 'फ़ाइलें जोड़ें',
  removePicture: ({ number, label }) => `${label} की तस्वीर ${number} हटाएँ`,
  tryModel: 'आज़माएँ',
};

const skipped: SkippedNames = {
  malformed: 'गलत बनावट की पंक्तियाँ या तस्वीरें',
  bmp: 'BMP तस्वीरें, जो डिकोड नहीं हो सकतीं',
  gif: 'GIF तस्वीरें, जो डिकोड नहीं हो सकतीं',
  tiff: 'TIFF तस्वीरें, जो यहाँ डिकोड नहीं होतीं',
  heic: 'HEIC तस्वीरें, जो यहाँ डिकोड नहीं होतीं',
  avif: 'AVIF तस्वीरें, जो यहाँ डिकोड नहीं होतीं',
  'other-format': 'ऐसे फ़ॉर्मैट की तस्वीरें, जो यहाँ डिकोड नहीं होते',
  'not-image': 'फ़ाइलें, जो तस्वीर नहीं हैं',
  unreadable: 'न पढ़ी जा सकने वाली फ़ाइलें या फ़ोल्डर',
  unlabeled: 'बिना लेबल की पंक्तियाँ या तस्वीरें',
  'other-label': 'दूसरे लेबल की पंक्तियाँ या तस्वीरें',
  'empty-label': 'बिना तस्वीरों के लेबल फ़ोल्डर',
  'no-face': 'बिना चेहरे की तस्वीरें',
  'several-faces': 'कई चेहरों वाली तस्वीरें',
  duplicate: 'प्रतियाँ',
};
