// Docs: README.md, docs/architecture.md
import type { FlagstaffError } from '../model/error.ts';
import { inBackground } from '../timing/background.ts';
import { lazyFollowable, lazyLastKnownGood, lazyMemberCache, lazyWatchChannel } from './lazy-parts.ts';
import { checkOptions, MILLISECONDS, readObject } from '../model/input.ts';
import { TIME } from '../documents/parse/time-engine.ts';
import { attachInternals } from '../management/client-internals.ts';
import { createFollower } from '../sync/follower.ts';
import { compileBootstrap } from './compile-bootstrap.ts';
import type { FlagDefinitions, RegisteredFlags } from '../model/definitions.ts';
import { checkEnvironment } from './evaluator-options.ts';
import { createEvaluator } from './evaluator.ts';
import type { Flagstaff, FlagstaffOptions } from './flagstaff.ts';
import { createErrorLog } from '../sync/problem-log.ts';
import { createReadiness } from './readiness.ts';
import { snapshotOf } from './snapshot.ts';
import { createEventEmitter } from './event-emitter.ts';
import { createAdvice } from './advice.ts';
import { createClientCount } from './open-clients.ts';
import { createWarner } from './warner.ts';
import { createActiveRuleset } from './active-ruleset.ts';
import { readSettings } from './settings.ts';
import { createErrorThrottle, readProblem } from './dedupe-errors.ts';

/**
 * Creates a client: it holds the flags of a storage backend, follows their changes, and evaluates them in process.
 *
 * Returns immediately and loads in the background; `ready()` waits for it. Later failures of the backend never fail an
 * evaluation. Without `storage`, flags live in memory.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @throws {FlagstaffError} INVALID_DOCUMENT when a bootstrap document is invalid.
 * @throws {FlagstaffError} ENVIRONMENT_NOT_FOUND when there are bootstrap documents without the environment.
 *
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
  const storage = lazyFollowable(bootstrap.storage);
  const warn = createWarner();
  const events = createEventEmitter(warn);
  const errors = createErrorLog({
    began: (problem) => events.emit('error', problem),
    ended: (problem) => events.emit('resolved', problem),
  });
  const readiness = createReadiness(clock, () => errors.current.at(-1));
  const isNew = createErrorThrottle(clock);
  const onDemand = pollIntervalMs === false;
  const lastKnownGood = lazyLastKnownGood(settings.lastKnownGood, { clock, onDemand, problems: errors });
  const reportError = (problem: FlagstaffError): void => {
    if (isNew(problem)) events.emit('error', problem);
  };
  const members = lazyMemberCache({ storage, clock, ...settings.memberCache, problems: errors });
  const active = createActiveRuleset({
    settings,
    bootstrap,
    events,
    errors,
    readiness,
    lastKnownGood,
    members,
    reportError,
    advice: createAdvice(warn, settings.definitions),
    count: createClientCount(warn),
  });
  // A ruleset with a revision already comes from the store.
  const { revision: held } = active.source.base;
  const follower = createFollower({
    storage,
    clock,
    random,
    pollIntervalMs,
    createWatchChannel: lazyWatchChannel,
    sink: active,
    problems: errors,
    held,
  });
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    active.close();
    readiness.close();
    await Promise.all([follower.close(), lastKnownGood?.close()]);
    events.clear();
  }

  async function refresh(olderThanMs: number): Promise<void> {
    await follower.refresh({ olderThanMs });
    if (onDemand) await lastKnownGood?.flush();
  }

  follower.start();

  const flagstaff: Flagstaff<F> = {
    forContext: (context, evaluatorOptions) => createEvaluator<F>(active.source, context, evaluatorOptions),
    environment: settings.environment,
    forEnvironment(environment) {
      checkEnvironment(environment);
      return {
        environment,
        forContext: (context, evaluatorOptions) =>
          createEvaluator<F>(active.source, context, {
            ...(evaluatorOptions === undefined ? {} : readObject('forContext: the options', evaluatorOptions)),
            environment,
          }),
      };
    },
    ready(readyOptions) {
      const { timeoutMs = 5_000 } = checkOptions('ready: the options', readyOptions, { timeoutMs: MILLISECONDS });
      const entered = readiness.wait(timeoutMs);
      if (onDemand) inBackground(() => refresh(Number.POSITIVE_INFINITY));
      // Dropping the returned promise must not end the process.
      inBackground(() => entered);
      return entered;
    },
    async refresh(refreshOptions) {
      const checks = { olderThanMs: MILLISECONDS };
      const { olderThanMs = 0 } = checkOptions('refresh: the options', refreshOptions, checks);
      await refresh(olderThanMs);
    },
    snapshot: () => snapshotOf(active.source.base),
    get state() {
      return active.state;
    },
    get revision() {
      return active.source.ruleset.revision;
    },
    get errors() {
      return errors.current;
    },
    on: (event, listener) => events.on(event, listener),
    reportError: (problem) => active.source.reportError(readProblem(problem)),
    close() {
      closing ??= close();
      return closing;
    },
    [Symbol.asyncDispose]: () => flagstaff.close(),
  };
  attachInternals(flagstaff, {
    storage,
    clock,
    random,
    follower,
    members,
    environment: settings.environment,
    timeEngine: TIME,
    hasHooks: settings.hooks.length > 0,
    definitions: settings.definitions,
    privateAttributes: settings.privateAttributes,
    ruleset: () => active.source.base,
    environmentRuleset: () => active.source.ruleset,
    wasEvaluated: (key) => active.usage.wasAsked(active.source.ruleset, key),
    isClosed: () => active.state === 'closed',
  });
  return flagstaff;
}
