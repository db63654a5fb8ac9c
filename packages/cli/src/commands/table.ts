import type { CommandModule } from '../frame/command.ts';

/** A command in the list of commands. Its module loads when it runs. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: CommandModule }>;
}

/** Every command, by the heading under which the help lists it. */
export const COMMANDS: { readonly [heading: string]: readonly CommandEntry[] } = {
  'Look:': [
    { name: 'list', summary: 'List flags, segments or environments', load: () => import('./list.ts') },
    { name: 'show', summary: 'Show a document', load: () => import('./show.ts') },
  ],
};
