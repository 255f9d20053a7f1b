#!/usr/bin/env node
import { createProcessHost, main } from '../dist/cli.js';

process.exitCode = await main(process.argv.slice(2), createProcessHost());
