// The counterpart of bin/ferkit.js for the sources, so that tests need no build.
import { createProcessHost, main } from '#core/cli/main';

process.exitCode = await main(process.argv.slice(2), createProcessHost());
