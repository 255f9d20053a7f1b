// What scoring.test.ts kills: the command line, as bin/ferkit.js starts it.
import { createProcessHost, main } from '#core/cli/main';

console.log('ready');
process.exitCode = await main(process.argv.slice(2), createProcessHost());
