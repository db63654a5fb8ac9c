// Docs: README.md, docs/architecture.md
import type { FlagstaffError } from '../model/error.ts';
import { inBackground } from '../timing/background.ts';
import { complete } from '../storage/followable.ts';
import { readOptions } from '../model/input.ts';
import { attachInternals } from '../management/client-internals.ts';
import { createFollower } from '../sync/follower.ts';
import { compileBootstrap } from './compile-bootstrap.ts';
import type { FlagDefinitions, RegisteredFlags } from '../model/definitions.ts';
import { readEnvironment } from './evaluator-options.ts';
import { createEvaluator } from './evaluator.ts';
import type { Flagstaff, FlagstaffOptions } from './flagstaff.ts';
import { createGate } from './readiness.ts';
import { snapshotOf } from './snapshot.ts';
import { createKeeper } from '../sync/last-known-good.ts';
import { createListeners } from './event-emitter.ts';
import { createMemberLookUp } from '../sync/member-cache.ts';
import { createServing } from './active-ruleset.ts';
import { readAge, readSettings, readTimeout } from './settings.ts';
import { createProblemFilter, readProblem } from './dedupe-errors.ts';

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
  const bootstrap = compileBootstrap(settings);
  const storage = complete(bootstrap.storage);
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
  const serving = createServing({ settings, bootstrap, listeners, gate, keeper, members, reportProblem });
  // What is in force already came from the store, if it has a revision.
  const { revision: held } = serving.source.base;
  const follower = createFollower({ storage, clock, random, pollIntervalMs, sink: serving, held });
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

  const flagstaff: Flagstaff<F> = {
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
    close() {
      closing ??= close();
      return closing;
    },
  };
  attachInternals(flagstaff, {
    storage,
    clock,
    random,
    follower,
    members,
    environment: settings.environment,
    definitions: settings.definitions,
    ruleset: () => serving.source.base,
    environmentRuleset: () => serving.source.ruleset,
    wasEvaluated: (key) => serving.usage.wasAsked(serving.source.ruleset, key),
    isClosed: () => serving.state === 'closed',
  });
  return flagstaff;
}
