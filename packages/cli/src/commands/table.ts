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
    { name: 'eval', summary: 'Evaluate flags for a context', load: () => import('./eval.ts') },
    { name: 'explain', summary: 'Explain step by step what a flag serves', load: () => import('./explain.ts') },
    { name: 'report', summary: 'List flags that need attention', load: () => import('./report.ts') },
  ],
  'Change a flag:': [
    { name: 'on', summary: 'Switch a flag on, so that its rules apply', load: () => import('./on.ts') },
    { name: 'off', summary: 'Switch a flag off, so that it serves its off variant', load: () => import('./off.ts') },
    { name: 'rollout', summary: 'Set the percentage of a rollout', load: () => import('./rollout.ts') },
    { name: 'override', summary: 'Pin one subject to a variant', load: () => import('./override.ts') },
  ],
  'Change documents:': [
    { name: 'create', summary: 'Create a flag, segment or environment', load: () => import('./create.ts') },
    { name: 'set', summary: 'Create or replace documents from JSON', load: () => import('./set.ts') },
    { name: 'edit', summary: 'Edit a document in your editor', load: () => import('./edit.ts') },
    { name: 'archive', summary: 'Archive a flag', load: () => import('./archive.ts') },
    { name: 'delete', summary: 'Delete a document that no other references', load: () => import('./delete.ts') },
  ],
  'Environments:': [
    { name: 'diff', summary: 'Compare two environments, or a file with the store', load: () => import('./diff.ts') },
    { name: 'promote', summary: 'Make one environment serve what another serves', load: () => import('./promote.ts') },
    {
      name: 'impact',
      summary: 'Show who is served another variant by changed documents',
      load: () => import('./impact.ts'),
    },
  ],
  'History:': [
    { name: 'history', summary: 'List commits, newest first', load: () => import('./history.ts') },
    { name: 'revert', summary: 'Undo one commit by a new one', load: () => import('./revert.ts') },
    { name: 'rollback', summary: 'Restore all documents as of a revision', load: () => import('./rollback.ts') },
    { name: 'watch', summary: 'Print commits as they happen', load: () => import('./watch.ts') },
  ],
  'Files:': [
    { name: 'export', summary: 'Write all documents as JSON', load: () => import('./export.ts') },
    { name: 'pull', summary: 'Merge the store into a file', load: () => import('./pull.ts') },
    { name: 'push', summary: 'Merge a file into the store', load: () => import('./push.ts') },
    { name: 'lint', summary: 'Check files of documents', load: () => import('./lint.ts') },
  ],
  'Code:': [
    { name: 'types', summary: 'Write typed definitions of the flags', load: () => import('./types.ts') },
    { name: 'references', summary: 'Find the code that names flags', load: () => import('./references.ts') },
    { name: 'remove', summary: 'Remove the calls of a settled flag from the code', load: () => import('./remove.ts') },
  ],
  'Set up:': [
    { name: 'init', summary: 'Write a configuration for this project', load: () => import('./init.ts') },
    { name: 'migrate', summary: "Create or update the store's tables", load: () => import('./migrate.ts') },
    {
      name: 'doctor',
      summary: 'Check the configuration, the store and the permissions',
      load: () => import('./doctor.ts'),
    },
    { name: 'completion', summary: 'Print a script that completes commands', load: () => import('./completion.ts') },
  ],
};
