// Copies ferkit's files for pages without a bundler beside index.html. Any static server can serve this folder.
import { cpSync } from 'node:fs';

for (const folder of ['browser', 'worker']) {
  cpSync(`node_modules/@ferkit/core/dist/${folder}`, `ferkit/${folder}`, { recursive: true });
}
