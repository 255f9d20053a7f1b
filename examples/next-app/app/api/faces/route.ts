import { createClassifier, isFerError } from '@ferkit/core';

// The edge runtime compiles no WebAssembly from bytes.
export const runtime = 'nodejs';

/** Loaded by the first request, and kept for all others. */
let classifier: ReturnType<typeof createClassifier> | undefined;

export async function POST(request: Request): Promise<Response> {
  const photo = (await request.formData()).get('photo');
  if (!(photo instanceof Blob)) return Response.json({ error: 'Send a picture in the field "photo".' }, { status: 400 });
  classifier ??= createClassifier();
  try {
    return Response.json(await (await classifier).classify(photo));
  } catch (error) {
    // A file that is no picture. Other errors are Next's to report.
    if (!isFerError(error, 'IMAGE_UNREADABLE')) throw error;
    return Response.json({ error: error.message, code: error.code }, { status: 422 });
  }
}
