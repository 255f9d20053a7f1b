export { packPanels, multiplyRows, addOuterProducts } from './matrix';
export { transformFilter, convolveTiles, convolveTilesBackward } from './winograd';
export { addFilterGradient, addInputGradient } from './convolution';
export { sumMiddle, sumNormGradients } from './reduction';
export { gatherDepthwise, addDepthwiseFilterGradient } from './depthwise';
export { addMaxPoolGradient } from './pooling';
export { gateGradient, spreadMiddle, scaleMiddle } from './elementwise';
export { sumSquaredDeviations, combineNormGradient } from './normalization';
export { updateAdam } from './optimizer';
