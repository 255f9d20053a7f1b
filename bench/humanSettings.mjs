const off = { enabled: false };

/** Settings of @vladmandic/human for the same work as ferkit's: a face detector and the expressions of up to 50 faces, nothing kept between pictures. */
export const facesAndExpressions = {
  backend: 'wasm',
  cacheSensitivity: 0,
  debug: false,
  filter: off,
  gesture: off,
  body: off,
  hand: off,
  object: off,
  segmentation: off,
  face: {
    enabled: true,
    detector: { rotation: false, maxDetected: 50, skipFrames: 0, skipTime: 0 },
    mesh: off,
    attention: off,
    iris: off,
    description: off,
    antispoof: off,
    liveness: off,
    emotion: { enabled: true, minConfidence: 0, skipFrames: 0, skipTime: 0 },
  },
};
