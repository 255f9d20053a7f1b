// The process that scoring.test.ts kills: the command line, started as by bin/ferkit.js.
import { createProcessHost, main } from '#core/cli/main';

console.log('ready');
process.exitCode = await main(process.argv.slice(2), createProcessHost());
