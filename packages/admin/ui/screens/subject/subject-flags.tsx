import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { AnswerOf } from '../../../src/client.ts';
import { useApi, useApiPages } from '../../api/query.ts';
import type { DocumentItem } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { DocumentLink } from '../../components/document-links.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Menu } from '../../components/menu.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Variant } from '../../components/split-bar.tsx';
import { Switch } from '../../components/switch.tsx';
import { Table } from '../../components/table.tsx';
import { pathToPlayground } from '../../context/links.ts';
import { Served } from '../../explain/served.tsx';
import { formatDateTime, plural } from '../../lib/format.ts';
import { BASE, useEnvironment } from '../../session/environment.ts';
import { useMaySomewhere } from '../../session/me.ts';
import { PinDialog } from './pin-dialog.tsx';
import type { Subject } from '../../context/links.ts';
import type { Asked } from './subject.ts';
import { UnpinDialog } from './unpin-dialog.tsx';

/** An override of the subject. */
type Pin = AnswerOf<'GET /overrides'>['items'][number];

/** What is being done. */
type Action = { readonly pin: DocumentItem } | { readonly unpin: readonly string[] };

/** All flags with what the subject gets. */
export function SubjectFlags({
  asked: { subject, context, q, onlyPinned, change },
}: {
  readonly asked: Asked & { readonly subject: Subject };
}): JSX.Element {
  const [environment] = useEnvironment();
  const { allowed, reason } = useMaySomewhere('write');
  const [action, setAction] = useState<Action>();
  const pins = useApi('GET /overrides', { query: subject });
  const list = useApiPages('GET /{kind}', {
    params: { kind: 'flags' },
    query: { limit: 200, ...(q === '' ? {} : { q }) },
  });
  const flags = list.data?.pages.flatMap((page) => page.data.items);
  const answers = useApi(
    'POST /evaluate',
    {
      body: {
        contexts: [{ ...context }] as never,
        flags: (flags ?? []).map(({ key }) => key),
        ...(environment === BASE ? {} : { environment }),
      },
    },
    { enabled: flags !== undefined && flags.length > 0, keep: true },
  );
  const all = pins.data?.data.items ?? [];
  const pinned = [...new Set(all.map(({ flag }) => flag))];
  const error = pins.error ?? list.error ?? answers.error;
  if (error !== null && error !== undefined) {
    return (
      <EmptyState icon="warning" title="The subject cannot be looked up">
        {error.problem.detail}
      </EmptyState>
    );
  }
  const rows = (flags ?? []).filter(({ key }) => !onlyPinned || pinned.includes(key));
  return (
    <div class="panel subject-flags">
      <div class="panel-bar">
        <SearchInput
          label="Search flags"
          placeholder="Search flags"
          value={q}
          onChange={(next) => change({ q: next })}
        />
        <Switch
          label="Only pinned"
          checked={onlyPinned}
          onChange={(next) => change({ show: next ? 'pinned' : undefined })}
        />
        <span class="muted">{plural(pinned.length, 'flag is pinned', 'flags are pinned')}</span>
        <span class="grow" />
        {pinned.length > 0 && allowed && <Button onClick={() => setAction({ unpin: pinned })}>Unpin all…</Button>}
        {!allowed && <span class="muted">{reason}</span>}
      </div>
      {flags === undefined && <Skeleton lines={8} />}
      {flags !== undefined && rows.length === 0 && (
        <EmptyState icon="flag" title={onlyPinned ? 'Nothing is pinned' : 'No flag matches'}>
          {onlyPinned
            ? 'A pin serves this subject one variant, before any rule is asked.'
            : 'Every flag appears here with what this subject gets.'}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <Table
          caption="Flags"
          rows={rows}
          rowKey={({ key }) => key}
          columns={[
            {
              name: 'Flag',
              cell: ({ key }) => <DocumentLink id={`flag:${key}`} />,
            },
            {
              name: 'Gets',
              cell: ({ key, variants = [] }) => (
                <Served answer={answers.data?.data.rows[0]?.[key]} variants={variants} />
              ),
            },
            {
              name: 'Pinned',
              cell: ({ key, variants = [] }) => (
                <Pins pins={all.filter(({ flag }) => flag === key)} variants={variants} />
              ),
            },
            {
              name: '',
              align: 'end',
              cell: (item) => (
                <span class="subject-actions">
                  <Link
                    class="button button-ghost"
                    href={pathToPlayground(context, item.key)}
                    aria-label={`Why ${item.key}`}
                  >
                    Why
                  </Link>
                  {allowed && (
                    <Menu
                      look="ghost"
                      icon="dots"
                      label={`Pin ${item.key}`}
                      actions={[
                        { label: 'Pin a variant…', icon: 'lock', onSelect: () => setAction({ pin: item }) },
                        {
                          label: 'Unpin…',
                          icon: 'undo',
                          disabled: !pinned.includes(item.key),
                          onSelect: () => setAction({ unpin: [item.key] }),
                        },
                      ]}
                    />
                  )}
                </span>
              ),
            },
          ]}
        />
      )}
      {list.hasNextPage && (
        <div class="panel-body">
          <Button onClick={() => void list.fetchNextPage()}>Show more flags</Button>
        </div>
      )}
      {action && 'pin' in action && (
        <PinDialog subject={subject} flag={action.pin} onClose={() => setAction(undefined)} />
      )}
      {action && 'unpin' in action && (
        <UnpinDialog subject={subject} flags={action.unpin} onClose={() => setAction(undefined)} />
      )}
    </div>
  );
}

function Pins({
  pins,
  variants,
}: {
  readonly pins: readonly Pin[];
  readonly variants: readonly string[];
}): JSX.Element {
  if (pins.length === 0) return <span class="muted">–</span>;
  return (
    <ul>
      {pins.map(({ environment = BASE, serve, expires, expired }) => (
        <li key={environment} class="subject-pin">
          <Variant name={serve} variants={variants} />
          {environment !== BASE && <span class="muted">in {environment}</span>}
          {expires !== undefined &&
            (expired ? (
              <Chip tone="warning">expired</Chip>
            ) : (
              <span class="muted">until {formatDateTime(expires)}</span>
            ))}
        </li>
      ))}
    </ul>
  );
}
