import { Argument } from 'commander';
import { bashScript } from '../completion/bash.ts';
import { describeCommand, describeOptions } from '../completion/described.ts';
import type { DescribedCommand, DescribedOption } from '../completion/described.ts';
import { fishScript } from '../completion/fish.ts';
import { zshScript } from '../completion/zsh.ts';
import type { CommandModule } from '../frame/command.ts';

type Script = (commands: readonly DescribedCommand[], global: readonly DescribedOption[]) => string;

const SCRIPTS: { readonly [shell in 'bash' | 'zsh' | 'fish']: Script } = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** `flagstaff completion` */
export const command: CommandModule<[shell: keyof typeof SCRIPTS]> = {
  configure(command) {
    command.addArgument(new Argument('<shell>', 'your shell').choices(Object.keys(SCRIPTS)));
  },
  async run({ io, program }, [shell]) {
    const commands = await Promise.all(program.commands.map(describeCommand));
    io.stdout.write(SCRIPTS[shell](commands, describeOptions(program.options)));
    return undefined;
  },
};
