// A function behind an HTTP address, such as a function URL of AWS Lambda: the body is a picture, the answer its faces.
import { createClassifier, isFerError } from '@ferkit/core';

// Begins while the instance starts; later calls of the same instance find it ready.
const loading = createClassifier();

const answer = (statusCode, body) => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

export async function handler({ body = '', isBase64Encoded = false }) {
  const classifier = await loading;
  try {
    return answer(200, await classifier.classify(Buffer.from(body, isBase64Encoded ? 'base64' : 'latin1')));
  } catch (error) {
    if (!isFerError(error, 'IMAGE_UNREADABLE')) throw error;
    return answer(422, { error: error.message, code: error.code });
  }
}
