// Puts the extension together in `dist`: its own files and ferkit's, since extensions may not load code from elsewhere.
import { cpSync } from 'node:fs';

for (const file of ['manifest.json', 'background.js', 'panel.html', 'panel.js']) cpSync(file, `dist/${file}`);
for (const folder of ['browser', 'worker']) {
  cpSync(`node_modules/@ferkit/core/dist/${folder}`, `dist/ferkit/${folder}`, { recursive: true });
}
