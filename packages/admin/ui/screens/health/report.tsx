import { useState } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { useApi } from '../../api/query.ts';
import { CreateDefined } from '../../changes/create-defined.tsx';
import { RemoveExpired } from './remove-expired.tsx';
import { Button } from '../../components/button.tsx';
import { DocumentLink } from '../../components/document-links.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Time } from '../../components/time.tsx';
import { Variant } from '../../components/split-bar.tsx';
import { copyText } from '../../lib/copy.ts';
import { formatDate, plural } from '../../lib/format.ts';
import { useMe } from '../../session/me.ts';

/** A flag with its reason. */
interface Entry {
  readonly flag: string;
  readonly reason?: ComponentChildren;
  /** The reason in a table. */
  readonly detail?: string;
  /** Asks a person or an assistant to remove the flag from the code. */
  readonly prompt?: string;
}

const removal = (flag: string, why: string): string =>
  `Remove the feature flag "${flag}" from this code. ${why} Delete its definition, its checks and its tests, too.`;

/** Flags that need attention, by why. */
export function Report(): JSX.Element {
  const { environment } = useMe();
  const { data, error } = useApi('GET /report', { query: {} });
  const report = data?.data;
  const groups =
    report &&
    [
      {
        name: 'Overdue',
        text: 'They should be gone by now. Remove them from the code, then archive them.',
        entries: report.overdue.map(({ flag, removeBy }): Entry => ({
          flag,
          reason: `since ${formatDate(removeBy)}`,
          detail: `remove by ${removeBy}`,
          prompt: removal(flag, `It was to be removed by ${removeBy}. Ask which variant stays before you delete code.`),
        })),
      },
      {
        name: 'Settled',
        text: 'They have served one variant to everyone for long. Keep that variant in the code, then archive them.',
        entries: report.settled.map(({ flag, variant, variants, since }): Entry => ({
          flag,
          detail: `${variant} since ${since}`,
          prompt: removal(
            flag,
            `It has served the variant "${variant}" to everyone since ${formatDate(since)}: keep the code of that variant, and delete the code of the others.`,
          ),
          reason: (
            <>
              <Variant name={variant} variants={variants} /> since <Time at={since} />
            </>
          ),
        })),
      },
      {
        name: 'Missing in the store',
        text: 'This program defines them, and the store does not have them: their defaults serve.',
        entries: report.absent.map((flag): Entry => ({ flag })),
        action: report.absent.length > 0 && <CreateDefined flags={report.absent} />,
      },
      {
        name: 'Not defined here',
        text: 'The store has them, and this program does not define them. Another program may.',
        entries: report.undefined.map((flag): Entry => ({ flag })),
      },
      {
        name: 'Not asked for',
        text: 'This program defines them, and has not asked for them since it started.',
        entries: report.unused.map((flag): Entry => ({ flag })),
      },
      {
        name: 'Expired overrides',
        text: 'Their subjects get what the rules say again. They can be removed.',
        entries: report.expiredOverrides.map(({ flag, count }): Entry => ({
          flag,
          reason: plural(count, 'override'),
          detail: plural(count, 'override'),
        })),
        action: report.expiredOverrides.length > 0 && <RemoveExpired expired={report.expiredOverrides} />,
      },
    ].filter(({ entries }) => entries.length > 0);
  return (
    <section class="panel" aria-label="Flags that need attention">
      <h2 class="panel-title">
        Flags that need attention{environment !== null && <span class="muted"> in {environment}</span>}
      </h2>
      {groups === undefined && error === null && <Skeleton lines={5} />}
      {error !== null && <p class="health-none field-error">{error.problem.detail}</p>}
      {groups?.length === 0 && <p class="health-none">None: no flag is overdue, settled or missing.</p>}
      {groups?.map(({ name, text, entries, action }) => (
        <div key={name} class="report-group">
          <div class="report-head">
            <h3>
              {name} <span class="muted">{entries.length}</span>
            </h3>
            <Button
              look="ghost"
              icon="copy"
              label={`Copy as CSV: ${name}`}
              onClick={() => copyText(csvOf(entries), 'CSV')}
            >
              CSV
            </Button>
          </div>
          <p class="secondary">{text}</p>
          <Entries entries={entries} />
          {action}
        </div>
      ))}
    </section>
  );
}

/** Returns lines of a flag's key and its detail. Keys need no quotes. */
const csvOf = (entries: readonly Entry[]): string =>
  ['flag,detail', ...entries.map(({ flag, detail = '' }) => `${flag},"${detail.replaceAll('"', '""')}"`)].join('\n');

/** Entries that are shown at first. */
const SHOWN = 10;

function Entries({ entries }: { readonly entries: readonly Entry[] }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? entries : entries.slice(0, SHOWN);
  return (
    <>
      <ul class="report-flags">
        {shown.map(({ flag, reason, prompt }) => (
          <li key={flag}>
            <DocumentLink id={`flag:${flag}`} />
            {reason !== undefined && <span class="muted">{reason}</span>}
            {prompt !== undefined && (
              <Button
                look="ghost"
                icon="copy"
                label={`Copy a prompt that removes ${flag}`}
                onClick={() => copyText(prompt, 'Prompt')}
              >
                Removal prompt
              </Button>
            )}
          </li>
        ))}
      </ul>
      {entries.length > SHOWN && !isOpen && (
        <Button look="ghost" onClick={() => setOpen(true)}>
          Show all {entries.length}
        </Button>
      )}
    </>
  );
}
