import { claimedId } from '../model/document.ts';
import { environmentNotFound } from '../model/environment-not-found.ts';
import { FlagstaffError } from '../model/error.ts';
import { affectedFlags } from '../ruleset/affected-flags.ts';
import { carryEnvironments, environmentRuleset } from '../ruleset/environment-ruleset.ts';
import { settleRuleset, UNLOADED, updateRuleset, updateRulesetNow } from '../ruleset/update-ruleset.ts';
import type { Ruleset, RulesetUpdate } from '../ruleset/update-ruleset.ts';
import type { FollowerSink } from '../sync/follower.ts';
import type { LastKnownGoodWriter } from '../sync/last-known-good.ts';
import type { MemberCache } from '../sync/member-cache.ts';
import type { ErrorLog } from '../sync/problem-log.ts';
import type { Reading } from '../sync/reading.ts';
import { inBackground } from '../timing/background.ts';
import type { Advice } from './advice.ts';
import type { CompiledBootstrap } from './compile-bootstrap.ts';
import type { EvaluatorSource } from './evaluator.ts';
import type { EventEmitter } from './event-emitter.ts';
import type { FlagstaffEvents } from './events.ts';
import { createExposer } from './exposures.ts';
import type { FlagstaffState } from './flagstaff.ts';
import { createHookRunner } from './hook-runner.ts';
import type { CountClient } from './open-clients.ts';
import type { Readiness } from './readiness.ts';
import { createRejectionLog } from '../sync/problem-log.ts';
import type { Settings } from './settings.ts';

export interface ActiveRulesetOptions {
  readonly settings: Settings;
  readonly bootstrap: CompiledBootstrap;
  readonly events: EventEmitter;
  readonly readiness: Readiness;
  readonly errors: ErrorLog;
  readonly lastKnownGood: LastKnownGoodWriter | undefined;
  readonly members: MemberCache;
  readonly reportError: (problem: FlagstaffError) => void;
  readonly advice: Advice | undefined;
  readonly count: CountClient;
}

/** The active ruleset: read by evaluators, replaced by a follower. */
export interface ActiveRuleset extends FollowerSink {
  /** A permanent object, so that replacing a ruleset sets one plain property. */
  readonly source: EvaluatorSource;
  readonly state: FlagstaffState;
  readonly usage: Usage;
  /** Stops applying rulesets and emitting events. */
  close(): void;
}

/**
 * Starts with the bootstrap documents.
 * @throws {FlagstaffError} INVALID_DOCUMENT when a bootstrap document is invalid.
 */
export function createActiveRuleset(options: ActiveRulesetOptions): ActiveRuleset {
  const { settings, bootstrap, events, errors, readiness, lastKnownGood, members, reportError, advice, count } =
    options;
  const { clock, definitions, environment, exposures, hooks, privateAttributes } = settings;
  const observe = createHookRunner(hooks, reportError);
  const now = (): number => clock.now();
  const reportRejected = createRejectionLog(errors);
  const usage = createUsage();
  const exposer = createExposer(exposures, privateAttributes, reportError);
  const source = {
    ruleset: UNLOADED,
    base: UNLOADED,
    now,
    observe,
    definitions,
    environment,
    privateAttributes,
    members,
    exposer,
    reportError,
    advice,
  };
  let inStep = false;
  /** The last reported state. Undefined before the first report. */
  let hadEnvironment: boolean | undefined;
  let closed = false;

  /** Applies a reading. Resolves to whether it was applied. */
  async function applyReading(reading: Reading, rolledBack: boolean): Promise<boolean> {
    const previous = source.base;
    const isLong = 'documents' in reading && reading.documents.length > MANY;
    // Synchronous when it is quick and no engine must be loaded, so that the change is immediate.
    const update = (!isLong && updateRulesetNow(previous, reading)) || (await updateRuleset(previous, reading));
    if (closed) return false;
    // Only bootstrap documents that compiled late can have been applied meanwhile. The store's are newer.
    if (source.base !== previous) return applyReading(reading, rolledBack);
    const served = source.ruleset.loaded;
    activate(update);
    emitChange(previous, update, rolledBack, served === source.ruleset.loaded);
    if (inStep) markReady(false);
    return true;
  }

  function activate(update: RulesetUpdate): void {
    const { ruleset } = update;
    settleRuleset(ruleset);
    const before = source.ruleset;
    // Without a previous ruleset everything changed, and the list would not be used.
    if (before.loaded) {
      usage.keep(before, update.changed);
      if (update.changed.length <= MANY) carryEnvironments(source.base, ruleset, update.changed);
    }
    source.base = ruleset;
    source.ruleset = environment === undefined ? ruleset : environmentRuleset(ruleset, environment);
  }

  /** In sync with the store. Resolves `ready()`, unless the store lacks the environment. */
  function markReady(again: boolean): void {
    const has = environment === undefined || source.ruleset.loaded;
    if (has === hadEnvironment && !again) return;
    const isNew = has !== hadEnvironment;
    hadEnvironment = has;
    if (has) {
      errors.settle('environment');
      readiness.resolve();
      const { revision } = source.ruleset;
      count(revision?.epoch);
      events.emit('ready', { revision });
    } else if (isNew && environment !== undefined) {
      const error = environmentNotFound(environment, 'the store');
      readiness.fail(error);
      errors.report('environment', error);
    }
  }

  /** @param part Whether unaffected flags answer as before. False when the environment appeared or disappeared. */
  function emitChange(previous: Ruleset, update: RulesetUpdate, rolledBack: boolean, part: boolean): void {
    reportRejected(update);
    const { revision } = update.ruleset;
    if (revision?.epoch !== previous.revision?.epoch) count(revision?.epoch);
    // The list last: on a whole load it is long, and made when it is read.
    if (rolledBack || revision?.token !== previous.revision?.token || update.changed.length > 0) {
      events.emit('change', changeEvent(update, rolledBack, part));
    }
  }

  function loadBootstrap(): void {
    const { revision, documents, update } = bootstrap;
    if (documents.length === 0) return;
    if (
      environment !== undefined &&
      !documents.some((document) => claimedId(document) === `environment:${environment}`)
    ) {
      throw environmentNotFound(environment, 'the bootstrap documents');
    }
    if (update === undefined) {
      inBackground(
        () => loadBootstrapLater({ revision, documents }),
        (cause) => reportError(bootstrapFailed(cause)),
      );
      return;
    }
    activate(update);
  }

  /** A pattern requires the regex engine, which loads asynchronously. */
  async function loadBootstrapLater(input: Reading): Promise<void> {
    const update = await updateRuleset(UNLOADED, input);
    if (closed || source.base !== UNLOADED) return;
    activate(update);
    emitChange(UNLOADED, update, false, false);
  }

  loadBootstrap();

  return {
    source,
    usage,
    get state() {
      if (closed) return 'closed';
      if (!source.ruleset.loaded) return 'loading';
      return inStep ? 'ready' : 'stale';
    },

    async apply(reading, rolledBack) {
      // A store that was never initialized does not replace the bootstrap documents.
      const isNothing = 'documents' in reading && reading.revision === undefined && reading.documents.length === 0;
      if (isNothing && source.base.loaded) return;
      if (await applyReading(reading, rolledBack)) inBackground(() => lastKnownGood?.keep(source.base));
    },

    readCopy: async () => lastKnownGood?.read(),
    async restore(copy) {
      try {
        return await applyReading(copy, false);
      } catch (cause) {
        await lastKnownGood?.refuse(cause);
        return false;
      }
    },

    reached: members.reached,
    ready() {
      inStep = true;
      markReady(true);
    },

    stale(error) {
      inStep = false;
      if (source.ruleset.loaded) events.emit('stale', { error });
    },

    error(problem) {
      events.emit('error', problem);
    },

    close() {
      closed = true;
      count();
    },
  };
}

/** The number of documents that are applied without letting other work go on. */
const MANY = 1_000;

function changeEvent(update: RulesetUpdate, rolledBack: boolean, part: boolean): FlagstaffEvents['change'] {
  const { ruleset } = update;
  let flags: readonly string[] | undefined;
  return {
    revision: ruleset.revision,
    get changed() {
      return update.changed;
    },
    // Scans every document. Computed only when read.
    get affectedFlags() {
      return (flags ??= part ? affectedFlags(ruleset, update.changed) : [...ruleset.flags.keys()]);
    },
    rolledBack,
  };
}

function bootstrapFailed(cause: unknown): FlagstaffError {
  return new FlagstaffError('INVALID_DOCUMENT', "The bootstrap documents failed. See the error's `cause`.", {
    cause,
  });
}

/**
 * Tracks which flags have been evaluated. A flag is compiled on first use, so compiled flags count as used and checks need no
 * counter. Before a ruleset is replaced, the usage of changing flags is carried over.
 */
interface Usage {
  /** Call before another ruleset replaces this one. */
  keep(ruleset: Ruleset, changed: readonly string[]): void;
  wasAsked(ruleset: Ruleset, key: string): boolean;
}

function createUsage(): Usage {
  const asked = new Set<string>();
  const isCompiled = ({ flags }: Ruleset, key: string): boolean => flags.get(key)?.touched ?? false;
  return {
    keep(ruleset, changed) {
      for (const id of changed) {
        if (!id.startsWith('flag:')) continue;
        const key = id.slice('flag:'.length);
        if (isCompiled(ruleset, key)) asked.add(key);
      }
    },
    wasAsked: (ruleset, key) => asked.has(key) || isCompiled(ruleset, key),
  };
}
