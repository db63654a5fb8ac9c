// Docs: docs/management.md, "Large segments"
import type { KnownMembers } from '../evaluation/known-members.ts';
import { reachableSegments } from '../ruleset/reachable-segments.ts';
import type { StoredSegment } from '../ruleset/ruleset.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import type { EvaluationContext } from '../model/context.ts';
import { LIMITS } from '../model/limits.ts';
import { bindMethod } from '../storage/bind-methods.ts';
import type { MemberQuestion, StorageBackend } from '../storage/port.ts';
import { inBackground } from '../timing/background.ts';
import { createBreaker } from '../timing/breaker.ts';
import type { Attribute } from '../targeting/attribute.ts';
import type { Clock, Moment } from '../timing/clock.ts';
import { missingCapability } from '../storage/capabilities.ts';
import type { ErrorLog } from './problem-log.ts';
import type { SharedTools } from './shared-tools.ts';

export interface MemberCacheSettings {
  readonly storage: StorageBackend;
  readonly clock: Clock;
  /** Maximum number of cached entries. */
  readonly size: number;
  /** Milliseconds until an entry expires. */
  readonly maxAgeMs: number;
  readonly problems: ErrorLog;
  readonly tools: SharedTools;
  /** Returns the value of an attribute that members are compared with. Undefined when no member can equal it. */
  readonly memberIn: (context: EvaluationContext, attribute: Attribute) => string | undefined;
}

/** Looks up and caches a context's segments with stored members. Memory is bounded. */
export interface MemberCache {
  /** Adds the results to `known`. Undefined when everything was cached. Never throws or rejects; failures are reported. */
  lookUp(
    segments: readonly StoredSegment[],
    context: EvaluationContext,
    known: KnownMembers,
  ): Promise<void> | undefined;
  /** Like `lookUp`, for the segments that some flags refer to. Undefined for all flags. */
  lookUpFor(
    ruleset: Ruleset,
    flags: readonly string[] | undefined,
    context: EvaluationContext,
    known: KnownMembers,
  ): Promise<void> | undefined;
  /** Drops entries after this process changed members. */
  forget(segment: string, members: readonly string[]): void;
  /** The store has answered something else that was asked at this monotonic time. */
  reached(since: number): void;
}

interface Remembered {
  readonly isMember: boolean;
  readonly at: Moment;
}

export function createMemberCache(options: MemberCacheSettings): MemberCache {
  const { storage, clock, size, maxAgeMs, problems, memberIn, tools } = options;
  const { ageOf, asStorageError, momentOf, withStepDeadline } = tools;
  const hasMembers = bindMethod(storage, 'hasMembers');
  /** In the order of last use. */
  const remembered = new Map<string, Remembered>();
  let changes = 0;

  function recall(name: string): Remembered | undefined {
    const found = remembered.get(name);
    if (found === undefined) return undefined;
    remembered.delete(name);
    remembered.set(name, found);
    return found;
  }

  function remember(name: string, isMember: boolean): void {
    if (size === 0) return;
    remembered.delete(name);
    remembered.set(name, { isMember, at: momentOf(clock) });
    if (remembered.size > size) remembered.delete(remembered.keys().next().value!);
  }

  const breaker = createBreaker(clock);

  async function ask(questions: readonly MemberQuestion[], known: KnownMembers): Promise<void> {
    const before = changes;
    const { lifetime, settle } = breaker.enter();
    try {
      if (hasMembers === undefined) throw missingCapability(storage.name, 'hasMembers');
      const what = `${storage.name}: looking up members`;
      const options = { clock, what, lifetime, keepAlive: true };
      const answers = await withStepDeadline('members', () => hasMembers(questions), options);
      settle(true);
      problems.settle('members');
      questions.forEach(({ segment, member }, index) => {
        const isMember = answers[index] === true;
        known.answers.set(segment, { member, isMember });
        // A result read during a change may be outdated.
        if (before === changes) remember(nameOf(segment, member), isMember);
      });
    } catch (error) {
      // Ended by the failure of another, which is reported.
      if (lifetime.over) return;
      settle(false);
      problems.report('members', asStorageError(error, `${storage.name}: looking up members`));
    }
  }

  function questionsOf(segments: readonly StoredSegment[], context: EvaluationContext): MemberQuestion[] {
    try {
      return segments.flatMap(({ key, by }) => {
        const member = memberIn(context, by);
        return member === undefined ? [] : [{ segment: key, member }];
      });
    } catch {
      // A context that throws when read is in no segment. The checks report it.
      return [];
    }
  }

  const cache: MemberCache = {
    lookUp(segments, context, known) {
      const questions: MemberQuestion[] = [];
      for (const { segment, member } of questionsOf(segments, context)) {
        const found = recall(nameOf(segment, member));
        // Serve a stale entry when the store fails.
        if (found !== undefined) known.answers.set(segment, { member, isMember: found.isMember });
        if (found === undefined || ageOf(found.at, clock) > maxAgeMs) questions.push({ segment, member });
      }
      const state = questions.length === 0 ? 'open' : breaker.state;
      if (state === 'open') return undefined;
      const batches = Array.from({ length: Math.ceil(questions.length / LIMITS.memberBatch) }, (_, index) =>
        ask(questions.slice(index * LIMITS.memberBatch, (index + 1) * LIMITS.memberBatch), known),
      );
      const looking = Promise.all(batches).then(() => undefined);
      if (state === 'closed') return looking;
      // Its entries are for later lookups.
      inBackground(() => looking);
      return undefined;
    },

    lookUpFor: (ruleset, flags, context, known) => cache.lookUp(reachableSegments(ruleset, flags), context, known),

    forget(segment, members) {
      changes += 1;
      for (const member of members) remembered.delete(nameOf(segment, member));
    },

    reached: breaker.reached,
  };
  return cache;
}

/** Segment keys contain no colon. */
function nameOf(segment: string, member: string): string {
  return `${segment}:${member}`;
}
