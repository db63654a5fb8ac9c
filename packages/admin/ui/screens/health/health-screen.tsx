import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { AnswerOf } from '../../../src/client.ts';
import { useApi } from '../../api/query.ts';
import { Chip } from '../../components/chip.tsx';
import type { Tone } from '../../components/chip.tsx';
import { Details } from '../../components/details.tsx';
import { DocumentLink } from '../../components/document-links.tsx';
import { KeyValueList } from '../../components/key-value.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { formatNumber, plural } from '../../lib/format.ts';
import { pathTo } from '../../lib/paths.ts';
import { useMe } from '../../session/me.ts';
import { NotLoaded } from '../../components/not-loaded.tsx';
import { Page } from '../../shell/page.tsx';
import { Report } from './report.tsx';
import './health.css';

type Health = AnswerOf<'GET /health'>;

/** A store that is lost announces nothing. */
const EVERY_MS = 5_000;

/** How this program and its store are, and which flags need attention. */
export default function HealthScreen(): JSX.Element {
  const { data, error } = useApi('GET /health', {}, { everyMs: EVERY_MS });
  return (
    <Page title="Health" description="How this program and its store are, and which flags need attention.">
      {data === undefined && <NotLoaded error={error} what="The state" />}
      {data && <State health={data.data} />}
      {data && <Errors health={data.data} />}
      <Report />
    </Page>
  );
}

const STATES: { readonly [state: string]: { readonly tone: Tone; readonly text: string } } = {
  ready: { tone: 'success', text: 'Answers come from the latest documents.' },
  loading: { tone: 'warning', text: 'The documents are loading. Until then, programs get their own defaults.' },
  stale: { tone: 'warning', text: 'The store cannot be read. Answers come from the last documents that were read.' },
  closed: { tone: 'danger', text: 'The client was closed.' },
};

function State({ health }: { readonly health: Health }): JSX.Element {
  const { state, revision, storage, clockSkewMs, documents } = health;
  const { environment, capabilities, readOnly } = useMe();
  const { data } = useApi('GET /commits', { query: { limit: 1 } }, { enabled: capabilities.history });
  const last = data?.data.items[0];
  const known = STATES[state];
  const lacking = [
    capabilities.commit ? undefined : 'commits of several documents',
    capabilities.history ? undefined : 'a history',
    capabilities.members ? undefined : 'stored members of segments',
  ].filter((each) => each !== undefined);
  return (
    <section class="panel panel-body" aria-label="State">
      <p class="health-state">
        <Chip tone={known?.tone ?? 'neutral'} dot>
          {state}
        </Chip>
        <span>{known?.text}</span>
      </p>
      <KeyValueList
        items={[
          ['Store', storage],
          ['Lag', <Lag key="lag" health={health} />],
          ['Clock of the store', clockSkewMs === null ? undefined : skewText(clockSkewMs)],
          [
            'Revision',
            revision === null ? (
              'none'
            ) : (
              <Link class="link" href={pathTo('commit', { revision: revision.number })}>
                {formatNumber(revision.number)}
              </Link>
            ),
          ],
          [
            'Last change',
            last && (
              <>
                <Time at={last.at} />
                {last.actor !== undefined && <span class="muted"> by {last.actor}</span>}
              </>
            ),
          ],
          [
            'Documents',
            `${plural(documents.flags, 'flag')}, ${plural(documents.segments, 'segment')}, ${plural(documents.environments, 'environment')}`,
          ],
          ['Environment', environment ?? 'none: the flags without patches'],
          ['This page', readOnly ? 'read-only' : 'reads and writes'],
          ['The store lacks', lacking.length === 0 ? undefined : lacking.join(', ')],
        ]}
      />
    </section>
  );
}

/** How far what serves is behind the store. */
function Lag({ health: { state, lastRead, announces } }: { readonly health: Health }): JSX.Element {
  if (lastRead === null) return <>The store was never read</>;
  if (state !== 'ready') {
    return (
      <>
        The store was last read <Time at={lastRead} />
      </>
    );
  }
  return <>None: the store {announces ? 'announces changes' : 'is polled for changes'}, and was read just now</>;
}

/** Clocks that differ less decide the same. */
const SAME_CLOCK_MS = 1_000;

function skewText(skew: number): string {
  if (Math.abs(skew) < SAME_CLOCK_MS) return "agrees with this server's";
  const seconds = `${formatNumber(Math.round(Math.abs(skew) / 1_000))} s`;
  return `${seconds} ${skew > 0 ? 'ahead of' : 'behind'} this server's: schedules begin at different times`;
}

function Errors({ health: { errors, rejected, recent } }: { readonly health: Health }): JSX.Element {
  const isWell = errors.length === 0 && rejected.length === 0;
  return (
    <section class="panel" aria-label="Errors">
      <h2 class="panel-title">Errors</h2>
      {isWell ? (
        <p class="health-none">
          <Chip tone="success" dot>
            none
          </Chip>
          No error holds now{recent.length > 0 && `. ${plural(recent.length, 'error')} since the start, below`}.
        </p>
      ) : (
        <ul class="health-errors">
          {rejected.map((id) => (
            <li key={id}>
              <Chip tone="danger">rejected</Chip>
              <span>
                <DocumentLink id={id} /> cannot be understood. Its last valid version serves.
              </span>
            </li>
          ))}
          {errors.map(({ code, message }) => (
            <li key={`${code} ${message}`}>
              <Chip tone="danger">{code}</Chip>
              <span>{message}</span>
            </li>
          ))}
        </ul>
      )}
      {recent.length > 0 && (
        <Details summary={plural(recent.length, 'recent error')} class="health-recent">
          <Table
            caption="Recent errors"
            rows={recent.map((each, index) => ({ ...each, index }))}
            rowKey={({ index }) => index}
            columns={[
              { name: 'Code', cell: ({ code }) => <code>{code}</code> },
              { name: 'When', cell: ({ at }) => <Time at={at} /> },
            ]}
          />
        </Details>
      )}
    </section>
  );
}
