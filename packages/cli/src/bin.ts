#!/usr/bin/env node
// The `flagstaff` command. Docs: docs/cli.md
import { EXIT } from './frame/exit.ts';
import { tooOld } from './frame/node-version.ts';
import { run } from './frame/run.ts';
import { processIo } from './frame/process-io.ts';

// The modules that load at once have the syntax of older versions too; the commands, which load later, do not.
const old = tooOld(process.versions.node);
if (old !== undefined) {
  process.stderr.write(`${old}\n`);
  process.exit(EXIT.usage);
}

const code = await run(process.argv.slice(2), processIo());
// What a configuration opened, such as a pool of connections, must not keep the command alive.
process.stdout.write('', (error) => {
  // The listener to errors ends the command.
  if (error) return;
  process.stderr.write('', () => process.exit(code === EXIT.done ? process.exitCode : code));
});
