// What bin/ferkit.js does, on the sources: tests need no build of the packages.
import { createProcessHost, main } from '#core/cli/main';

process.exitCode = await main(process.argv.slice(2), createProcessHost());
