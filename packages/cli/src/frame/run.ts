import { Command, CommanderError } from 'commander';
import { COMMANDS } from '../commands/table.ts';
import type { CommandEntry } from '../commands/table.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { createOutput } from '../output/output.ts';
import type { Output } from '../output/output.ts';
import { plainLines } from '../output/plain.ts';
import { createContext } from './create-context.ts';
import type { GlobalOptions, Listing } from './context.ts';
import { EXIT } from './exit.ts';
import type { ExitCode } from './exit.ts';
import { Failure, failureOf, wrongUse } from './failure.ts';
import type { Io } from './io.ts';
import { printFailure } from './print-failure.ts';
import { ownVersion } from './own-version.ts';

/** What a caller in this process provides. */
export interface RunOptions {
  /** Used instead of a configuration file. */
  readonly config?: LoadedConfig;
}

/** Runs the command that arguments name. Resolves to the exit code, and never rejects. */
export async function run(argv: readonly string[], io: Io, { config }: RunOptions = {}): Promise<ExitCode> {
  const program = createProgram(io);
  const commands = addCommands(program);
  let code: ExitCode = EXIT.done;
  let out: Output | undefined;

  // The module is loaded once the command is known, so that others cost nothing.
  program.hook('preSubcommand', async (_program, command) => {
    const { command: module } = await commands.get(command)!.load();
    module.configure(command);
    command.action(async () => {
      const options = program.opts<GlobalOptions>();
      out = outputOf(io, options);
      const context = createContext({ io, options, out, program: listingOf(program), given: config });
      try {
        code = (await module.run(context, command.processedArgs, command.opts())) ?? EXIT.done;
      } catch (error) {
        // Before the store closes, which may take as long as the write that Ctrl-C interrupted.
        code = report(error, out, io);
      }
      await context.close();
    });
  });

  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    return report(error, out ?? outputOf(io, program.opts()), io);
  }
}

/** Prints why a command failed. Returns the exit code. */
function report(error: unknown, out: Output, io: Io): ExitCode {
  if (error instanceof CommanderError) {
    // Without a command, commander printed the help.
    return error.code === 'commander.help' ? EXIT.usage : printFailure(out, io, failureOfCommander(error));
  }
  if (error instanceof Failure) return printFailure(out, io, error);
  if (isFlagstaffError(error)) return printFailure(out, io, failureOfCore(error));
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(`${out.hide(plainLines(text))}\n`);
  return EXIT.fault;
}

/** `error: unknown command 'lst'\n(Did you mean list?)` in one sentence. */
function failureOfCommander({ message }: CommanderError): Failure {
  return wrongUse(message.replace(/^error: /, '').replace(/\n\((.*)\)$/, '. $1'));
}

/** Core may not be loaded, and there may be several copies of it. */
function isFlagstaffError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && error.name === 'FlagstaffError' && 'code' in error;
}

function failureOfCore({ code, message }: Error & { readonly code: string }): Failure {
  const status = code.startsWith('STORAGE_') ? 503 : 400;
  return failureOf({ status, code, detail: message.split('\n', 1)[0]! });
}

const MORE_HELP = '\nOptions of every command: flagstaff --help';

function addCommands(program: Command): ReadonlyMap<Command, CommandEntry> {
  const added = new Map<Command, CommandEntry>();
  for (const [heading, entries] of Object.entries(COMMANDS)) {
    for (const entry of entries) {
      const { name, summary } = entry;
      const command = program.command(name).summary(summary).description(`${summary}.`).helpGroup(heading);
      added.set(command.addHelpText('after', MORE_HELP), entry);
    }
  }
  return added;
}

function listingOf({ options }: Command): Listing {
  const commands = Object.values(COMMANDS)
    .flat()
    .map(({ name, summary, load }) => ({
      name,
      summary,
      configure: async (command: Command) => (await load()).command.configure(command),
    }));
  return { commands, options };
}

function outputOf(io: Io, { json = false, quiet = false, key }: GlobalOptions): Output {
  return createOutput(io, { json, quiet, secrets: () => [key ?? '', io.env['FLAGSTAFF_KEY'] ?? ''] });
}

function createProgram(io: Io): Command {
  const program = new Command('flagstaff')
    .description('Lists, changes and checks Flagstaff’s flags. Docs: docs/cli.md')
    .usage('<command> [options]')
    .option('--config <file>', 'the configuration (default: the nearest flagstaff.config.{ts,mts,js,mjs,json})')
    .option('--url <url>', "the URL of an app's admin, instead of a store (env: FLAGSTAFF_URL)")
    .option('--key <key>', 'the key for --url (better in the variable FLAGSTAFF_KEY)')
    .option('--env-file <file>', 'read variables from a file first')
    .option('--actor <name>', "who writes (env: FLAGSTAFF_ACTOR; default: git's e-mail address)")
    .option('--json', 'print JSON')
    .option('--quiet', 'print data only')
    .option('--version', 'print the version')
    .on('option:version', () => {
      io.stdout.write(`${ownVersion()}\n`);
      throw new CommanderError(EXIT.done, 'commander.version', '');
    })
    .helpCommand(false)
    .showSuggestionAfterError()
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => io.stdout.columns || 100,
      getErrHelpWidth: () => io.stderr.columns || 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride();
  return program;
}
