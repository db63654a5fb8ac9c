import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { IconName } from '../components/icon.tsx';

/** An entry of the command bar. */
export interface Command {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  /** Shown at the end, such as the keys of a shortcut. */
  readonly hint?: string | undefined;
  readonly run: () => void;
}

/** The commands of the shell and the screen. */
export const commands = signal<readonly Command[]>([]);

export const commandBarOpen = signal(false);

/** Adds commands while a component is rendered. */
export function useCommands(added: readonly Command[], dependencies: readonly unknown[] = []): void {
  useEffect(() => {
    commands.value = [...commands.peek(), ...added];
    return () => {
      commands.value = commands.peek().filter((command) => !added.includes(command));
    };
  }, dependencies);
}
