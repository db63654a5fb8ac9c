import type { FlagDocument, Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';

interface Edit {
  readonly flag: string;
  readonly change: (flag: FlagDocument) => FlagDocument;
  readonly actor: string;
  readonly comment: string;
}

const served = (variant: string) => (flag: FlagDocument) => ({ ...flag, default: variant });

/** Sets the percentage of the last rule. */
const share =
  (percentage: number) =>
  (flag: FlagDocument): FlagDocument => {
    const rules = flag.rules ?? [];
    return { ...flag, rules: [...rules.slice(0, -1), { ...rules.at(-1)!, rollout: { percentage } }] };
  };

/** What a team did before you came. It ends where it began. */
const EDITS: readonly Edit[] = [
  { flag: 'reviews', change: share(2), actor: 'grace', comment: 'Too many spam reviews. Fewer customers first.' },
  { flag: 'payments', change: served('off'), actor: 'linus', comment: 'The payment service is down.' },
  { flag: 'payments', change: served('on'), actor: 'linus', comment: 'It is back.' },
  { flag: 'reviews', change: share(10), actor: 'grace', comment: 'The filter works: back to one in ten.' },
];

/** Gives a new database a history, so that there is something to read and to take back. */
export async function writeHistory(flagstaff: Flagstaff): Promise<void> {
  const management = manage(flagstaff);
  for (const { flag, change, actor, comment } of EDITS) {
    const document = await management.get(`flag:${flag}`);
    if (document?.kind === 'flag') await management.set(change(document), { actor, comment });
  }
}
