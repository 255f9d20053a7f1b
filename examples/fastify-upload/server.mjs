// A server that names the expressions in uploaded pictures:
//
//     curl -F photo=@photo.jpg http://127.0.0.1:3000/faces
import multipart from '@fastify/multipart';
import { isFerError } from '@ferkit/core';
import { createWorkerClassifier } from '@ferkit/core/worker';
import Fastify from 'fastify';

const server = Fastify({ logger: true });
await server.register(multipart, { limits: { files: 1, fileSize: 20_000_000 } });

// In a thread of its own, so that the server answers other requests meanwhile.
const classifier = await createWorkerClassifier();
server.addHook('onClose', () => classifier.dispose());

server.post('/faces', async (request, reply) => {
  const photo = await request.file();
  if (photo === undefined) return reply.code(400).send({ error: 'Send a picture in a field of a form.' });
  return classifier.classify(await photo.toBuffer());
});

server.setErrorHandler((error, request, reply) => {
  // A file that is no picture. Fastify reports other errors.
  if (!isFerError(error, 'IMAGE_UNREADABLE')) return reply.send(error);
  return reply.code(422).send({ error: error.message, code: error.code });
});

await server.listen({ port: Number(process.env.PORT ?? 3000), host: process.env.HOST ?? '127.0.0.1' });
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close());
