import type { CommandModule } from '../frame/command.ts';
import type { Context } from '../frame/context.ts';
import { EXIT } from '../frame/exit.ts';
import { Failure } from '../frame/failure.ts';
import { ownVersion } from '../frame/own-version.ts';
import { table } from '../output/table.ts';

/** One thing that was looked at. */
interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

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
      findings.push({ what: error.problem.code, ok: false, detail: error.problem.detail });
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
    findings.push({ what, ok, detail });
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
  add('documents', health.rejected.length === 0, `${flags} flags, ${segments} segments, ${environments} environments`);
  for (const id of health.rejected) add('rejected', false, `${id} cannot be understood`);
  for (const { code, message } of health.errors) add(code, false, message);
  const capabilities = Object.entries(me.capabilities).filter(([, has]) => has);
  add('capabilities', true, capabilities.map(([name]) => name).join(', '));
  add(
    'caller',
    true,
    `${me.actor}, ${Object.entries(me.roles)
      .map(([place, role]) => (place === '*' ? role : `${role} in ${place}`))
      .join(', ')}`,
  );
  if (me.capabilities.history) add('history', true, await room(context));
  return EXIT.done;
}

/** Says what the history still has. */
async function room(context: Context): Promise<string> {
  const api = await context.api();
  const { data } = await api.call('GET /commits', { query: { after: '', limit: 1 } });
  const oldest = data.items[0];
  if (oldest === undefined) return 'no commits';
  return `from revision ${oldest.revision.number} on`;
}
