import type { AnswerOf } from '@flagstaff/admin/client';
import type { Api } from '../api/api.ts';
import { hearsAnnouncements } from '../checkup/announcements.ts';
import { readsMembers } from '../checkup/members.ts';
import type { CommandModule } from '../frame/command.ts';
import type { Context } from '../frame/context.ts';
import { EXIT } from '../frame/exit.ts';
import { Failure } from '../frame/failure.ts';
import { counted } from '../output/counted.ts';
import { ownVersion } from '../frame/own-version.ts';
import { table } from '../output/table.ts';

/** One thing that was looked at. */
interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Machines with a synchronized clock differ by less. */
const MAX_SKEW_MS = 5_000;

/** `flagstaff doctor` */
export const command: CommandModule = {
  configure() {},
  async run(context) {
    const findings: Finding[] = [
      { what: 'node', ok: true, detail: process.version },
      { what: 'cli', ok: true, detail: ownVersion() },
    ];
    const code = await inspect(context, findings).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      findings.push({ what: error.problem.code, ok: false, detail: context.out.hide(error.problem.detail) });
      return error.exit;
    });
    const { out } = context;
    out.data(findings, () =>
      table(
        out,
        [
          ['', ({ ok }: Finding) => (ok ? 'ok' : 'fault')],
          ['WHAT', ({ what }) => what],
          ['DETAIL', ({ detail }) => detail],
        ],
        findings,
      ),
    );
    if (code !== EXIT.done) return code;
    return findings.every(({ ok }) => ok) ? EXIT.done : EXIT.findings;
  },
};

/** Adds findings as long as the store or the server responds. */
async function inspect(context: Context, findings: Finding[]): Promise<typeof EXIT.done> {
  const add = (what: string, ok: boolean, detail: string): void => {
    findings.push({ what, ok, detail: context.out.hide(detail) });
  };
  const api = await context.api();
  add('way', true, api.way);
  const [{ data: me }, { data: health }] = await Promise.all([api.call('GET /me', {}), api.call('GET /health', {})]);
  const { flags, segments, environments } = health.documents;
  add(
    'storage',
    health.state === 'ready',
    `${health.storage}, ${health.state}, revision ${health.revision?.number ?? 'none'}`,
  );
  add(
    'documents',
    health.rejected.length === 0,
    [counted(flags, 'flag'), counted(segments, 'segment'), counted(environments, 'environment')].join(', '),
  );
  for (const id of health.rejected) add('rejected', false, `${id} cannot be understood`);
  for (const { code, message } of health.errors) add(code, false, message);
  const capabilities = Object.entries(me.capabilities).filter(([, has]) => has);
  add('capabilities', true, capabilities.map(([name]) => name).join(', '));
  if (me.capabilities.history) add('history', true, await room(api));
  const members = await readsMembers(api);
  if (members !== undefined) add('members', members.ok, members.detail);
  const { ok, detail } = await hearsAnnouncements(api, health);
  add('announcements', ok, detail);
  const { clockSkewMs: skew } = health;
  if (skew !== null) add('clock', Math.abs(skew) <= MAX_SKEW_MS, clockText(skew));
  add(
    'caller',
    true,
    `${me.actor}, ${Object.entries(me.roles)
      .map(([place, role]) => (place === '*' ? role : `${role} in ${place}`))
      .join(', ')}`,
  );
  add('policy', true, policyOf(me));
  return EXIT.done;
}

/** Says what the history still has. */
async function room(api: Api): Promise<string> {
  const { data } = await api.call('GET /commits', { query: { after: '', limit: 1 } });
  const oldest = data.items[0];
  if (oldest === undefined) return 'no commits';
  return `from revision ${oldest.revision.number} on`;
}

function clockText(skewMs: number): string {
  const distance = Math.abs(skewMs);
  return distance <= MAX_SKEW_MS
    ? `within ${distance} ms of the store's`
    : `${Math.round(distance / 1_000)} s ${skewMs > 0 ? 'behind' : 'ahead of'} the store's: scheduled changes take effect at another time`;
}

/** Says what the mount demands of writes. */
function policyOf({ readOnly, requireComment, environments }: AnswerOf<'GET /me'>): string {
  const protectedKeys = environments.filter((environment) => environment.protected).map(({ key }) => key);
  const rules = [
    ...(readOnly ? ['read-only'] : []),
    ...(requireComment ? ['comments required'] : []),
    ...(protectedKeys.length > 0 ? [`protected: ${protectedKeys.join(', ')}`] : []),
  ];
  return rules.length === 0 ? 'nothing is protected' : rules.join('; ');
}
