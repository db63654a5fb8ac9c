#!/usr/bin/env node
// The `flagstaff` command. Docs: docs/cli.md
import { run } from './frame/run.ts';
import { processIo } from './frame/process-io.ts';

const code = await run(process.argv.slice(2), processIo());
// What a configuration opened, such as a pool of connections, must not keep the command alive.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
