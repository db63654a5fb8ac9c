// Docs: docs/admin.md, "States"

/** What a flag is in one environment, in one word. */
export type FlagState = 'new' | 'active' | 'settled' | 'overdue' | 'archived' | 'broken';

/** Every state. */
export const FLAG_STATES: readonly FlagState[] = ['new', 'active', 'settled', 'overdue', 'archived', 'broken'];
