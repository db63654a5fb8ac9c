// Docs: README.md, docs/architecture.md
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import type { FlagstaffError } from '../model/error.ts';
import { inBackground } from '../timing/background.ts';
import { complete } from '../storage/followable.ts';
import { readOptions } from '../storage/input.ts';
import { createFollower } from '../sync/follower.ts';
import { readBootstrap } from './compile-bootstrap.ts';
import { createDesk } from '../management/create-management.ts';
import type { FlagDefinitions, RegisteredFlags } from '../model/definitions.ts';
import { readEnvironment } from './evaluator-options.ts';
import { createEvaluator } from './evaluator.ts';
import type { Flagstaff, FlagstaffOptions } from './flagstaff.ts';
import { createGate } from './readiness.ts';
import { snapshotOf } from './snapshot.ts';
import { instantOption } from '../management/instant-option.ts';
import { createKeeper } from '../sync/last-known-good.ts';
import { createListeners } from './event-emitter.ts';
import { createMemberLookUp } from '../sync/member-cache.ts';
import { createPast } from '../management/past.ts';
import { createServing } from './active-ruleset.ts';
import { reportOn } from '../management/flag-report.ts';
import { findFlips } from '../management/preview-impact.ts';
import { readAge, readSettings, readTimeout } from './settings.ts';
import { createProblemFilter, readProblem } from './dedupe-errors.ts';
import { createWriter } from '../management/writer.ts';

/**
 * A client: holds the flags of a storage backend, follows their changes, and evaluates them in process.
 *
 * Returns at once; loading goes on in the background (`ready()` waits for it), and nothing that happens to the backend later
 * makes an evaluation fail. Without `storage` the flags live in memory. Throws `INVALID_OPTIONS`, `INVALID_DOCUMENT` for a
 * bootstrap document, and `ENVIRONMENT_NOT_FOUND` when there are bootstrap documents and the environment is not among them.
 *
 * @example
 * const flagstaff = createFlagstaff({ bootstrap: [{ kind: 'flag', key: 'beta', type: 'boolean', default: 'on' }] });
 * flagstaff.forContext({ targetingKey: 'u1' }).isEnabled('beta');
 */
export function createFlagstaff<const F extends FlagDefinitions = RegisteredFlags>(
  options: FlagstaffOptions<F> = {},
): Flagstaff<F> {
  const settings = readSettings(options);
  const { clock, pollIntervalMs } = settings;
  const random = Math.random;
  const beginning = readBootstrap(settings);
  const storage = complete(beginning.storage);
  const listeners = createListeners();
  const gate = createGate(clock);
  const isNew = createProblemFilter(clock);
  const onDemand = pollIntervalMs === false;
  const keeper = createKeeper(settings.lastKnownGood, clock, {
    onDemand,
    report: (problem) => listeners.emit('problem', problem),
  });
  const reportProblem = (problem: FlagstaffError): void => {
    if (isNew(problem)) listeners.emit('problem', problem);
  };
  const { size: cacheSize, maxAgeMs } = settings.memberCache;
  const members = createMemberLookUp({ storage, clock, cacheSize, maxAgeMs, reportProblem });
  const serving = createServing({ settings, beginning, listeners, gate, keeper, members, reportProblem });
  // What is in force already came from the store, if it has a revision.
  const { revision: held } = serving.source.base;
  const follower = createFollower({ storage, clock, random, pollIntervalMs, sink: serving, held });
  const compiled = (): Ruleset => serving.source.base;
  const past = createPast(storage, clock);
  const writer = createWriter({ storage, clock, past, random, follower, compiled, view: beginning.view });
  const desk = createDesk({
    storage,
    clock,
    past,
    writer,
    compiled,
    lookUp: members,
    isClosed: () => serving.state === 'closed',
    definitions: settings.definitions,
  });
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    serving.close();
    gate.shut();
    await Promise.all([follower.close(), keeper.close()]);
    listeners.clear();
  }

  async function refresh(olderThanMs: number): Promise<void> {
    await follower.refresh({ olderThanMs });
    if (onDemand) await keeper.flush();
  }

  follower.start();

  return {
    forContext: (context, evaluatorOptions) => createEvaluator<F>(serving.source, context, evaluatorOptions),
    environment: settings.environment,
    forEnvironment(environment) {
      readEnvironment(environment);
      return {
        environment,
        forContext: (context, evaluatorOptions) =>
          createEvaluator<F>(serving.source, context, {
            ...readOptions('forContext: the options', evaluatorOptions),
            environment,
          }),
      };
    },
    ready(readyOptions) {
      const entered = gate.wait(readTimeout(readOptions('ready: the options', readyOptions).timeoutMs));
      if (onDemand) inBackground(() => refresh(Number.POSITIVE_INFINITY));
      // A caller that drops the promise does not end the process.
      inBackground(() => entered);
      return entered;
    },
    refresh: async (refreshOptions) =>
      refresh(readAge(readOptions('refresh: the options', refreshOptions).olderThanMs)),
    snapshot: () => snapshotOf(serving.source.base),
    get state() {
      return serving.state;
    },
    get revision() {
      return serving.source.ruleset.revision;
    },
    on: (event, listener) => listeners.on(event, listener),
    reportProblem: (problem) => serving.source.reportProblem(readProblem(problem)),
    ...desk,
    report(reportOptions) {
      const { settledAfterDays = 30 } = readOptions('report: the options', reportOptions);
      const { ruleset } = serving.source;
      const wasAsked = (key: string): boolean => serving.usage.wasAsked(ruleset, key);
      return reportOn({ ruleset, definitions: settings.definitions, now: clock.now(), settledAfterDays, wasAsked });
    },
    async whoFlips(documents, contexts, flipOptions) {
      const { at, environment = settings.environment } = readOptions('whoFlips: the options', flipOptions);
      return findFlips({
        base: compiled(),
        documents,
        contexts,
        environment: environment === undefined ? undefined : readEnvironment(environment),
        now: instantOption(at) ?? clock.now(),
        lookUp: members.lookUp,
      });
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
