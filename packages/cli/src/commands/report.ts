import { InvalidArgumentError } from 'commander';
import type { AnswerOf } from '@flagstaff/admin/client';
import type { Api } from '../api/api.ts';
import type { CommandModule } from '../frame/command.ts';
import { EXIT } from '../frame/exit.ts';
import { refused, wrongUse } from '../frame/failure.ts';
import { table } from '../output/table.ts';

type Report = AnswerOf<'GET /report'>;

/** `inactive` flags are those that no instance asked for: only counts of evaluations show them. */
const FINDINGS = ['overdue', 'settled', 'absent', 'undefined', 'inactive'] as const;
type Finding = (typeof FINDINGS)[number];

interface Options {
  readonly failOn?: readonly Finding[];
  readonly settledAfterDays?: string;
}

interface Row {
  readonly finding: Finding;
  readonly flag: string;
  readonly detail: string;
}

/** `flagstaff report` */
export const command: CommandModule<[], Options> = {
  configure(command) {
    command
      .option('--fail-on <findings>', `exit with 1 for any of: ${FINDINGS.join(',')}`, findingsOf)
      .option('--settled-after-days <days>', 'how long a flag has served one variant (default: 30)');
  },
  async run(context, _args, { failOn = [], settledAfterDays: days }) {
    if (days !== undefined && !/^\d{1,5}$/.test(days)) throw wrongUse('--settled-after-days must be a number.');
    const api = await context.api();
    if (failOn.includes('inactive')) await requireCounts(api);
    const { data } = await api.call('GET /report', {
      query: days === undefined ? {} : { settledAfterDays: Number(days) },
    });
    const rows = rowsOf(data);
    context.out.data(data, () =>
      table(
        context.out,
        [
          ['FINDING', ({ finding }: Row) => finding],
          ['FLAG', ({ flag }) => flag],
          ['DETAIL', ({ detail }) => detail],
        ],
        rows,
      ),
    );
    return rows.some(({ finding }) => failOn.includes(finding)) ? EXIT.findings : EXIT.done;
  },
};

/** Without counts, every gate would pass: refuse it. */
async function requireCounts(api: Api): Promise<void> {
  const { data } = await api.call('GET /me', {});
  if (data.capabilities.counts) return;
  const detail = 'The store counts no evaluations, so it does not know which flags are inactive. Leave out `inactive`.';
  throw refused('CAPABILITY_MISSING', detail, { status: 501 });
}

function findingsOf(text: string): readonly Finding[] {
  return text.split(',').map((part) => {
    const found = FINDINGS.find((finding) => finding === part.trim());
    if (found === undefined) throw new InvalidArgumentError(`Use ${FINDINGS.join(', ')}.`);
    return found;
  });
}

function rowsOf({ overdue, settled, absent, undefined: undefinedFlags }: Report): readonly Row[] {
  return [
    ...overdue.map(({ flag, removeBy }): Row => ({ finding: 'overdue', flag, detail: `remove by ${removeBy}` })),
    ...settled.map(({ flag, variant, since }): Row => ({
      finding: 'settled',
      flag,
      detail: `serves ${variant} since ${since}`,
    })),
    ...absent.map((flag): Row => ({ finding: 'absent', flag, detail: 'defined in code, not in the store' })),
    ...undefinedFlags.map((flag): Row => ({ finding: 'undefined', flag, detail: 'in the store, not defined in code' })),
  ];
}
