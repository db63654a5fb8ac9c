import { MagicString } from 'magic-string';
import { flagCallsIn } from '../flag-calls.ts';
import { parseSource } from '../parse-source.ts';
import { placeIn } from '../place-in.ts';
import { valueOfCall } from './call-value.ts';
import type { Settled } from './call-value.ts';
import { applyFold } from './edit.ts';
import type { Touched } from './edit.ts';
import { fold } from './fold.ts';

/** A call that stays, and why. */
interface LeftCall {
  readonly line: number;
  readonly column: number;
  readonly method: string;
  readonly reason: string;
}

export interface Removal {
  /** The text without the calls that could be replaced. */
  readonly text: string;
  /** The number of replaced calls. Calls in branches that went are not counted. */
  readonly replaced: number;
  /** The calls that stay, by their places in the new text. */
  readonly left: readonly LeftCall[];
}

/** Replaces calls of a flag by what it serves, and simplifies the code around them. The text must be valid. */
export function removeFlag(file: string, before: string, flag: Settled, methods: readonly string[]): Removal {
  let text = before;
  let replaced = 0;
  // A pass makes edits that don't touch each other. The next one finds what they uncovered.
  for (;;) {
    const pass = onePass(file, text, flag, methods);
    if (pass.text === text) return { text, replaced, left: pass.left };
    if (!parseSource(file, pass.text).ok) {
      const left = pass.places.map((each) => ({ ...each, reason: 'the code without it would not parse' }));
      return { text, replaced, left: [...pass.left, ...left] };
    }
    text = pass.text;
    replaced += pass.places.length;
  }
}

interface Pass {
  readonly text: string;
  readonly places: readonly Omit<LeftCall, 'reason'>[];
  readonly left: readonly LeftCall[];
}

function onePass(file: string, text: string, flag: Settled, methods: readonly string[]): Pass {
  const parsed = parseSource(file, text);
  if (!parsed.ok) return { text, places: [], left: [] };
  const code = new MagicString(text);
  const touched: Touched[] = [];
  const edited: Omit<LeftCall, 'reason'>[] = [];
  const left: LeftCall[] = [];
  for (const found of flagCallsIn(parsed.program, methods)) {
    if (found.key !== flag.key) continue;
    const { place, call, method } = found;
    const at = { ...placeIn(text, call.start), method };
    const value = valueOfCall(found, flag);
    if ('reason' in value) {
      left.push({ ...at, reason: value.reason });
      continue;
    }
    const folded = fold(place, value.constant);
    const { start, end } = folded.place.node;
    // Statements may take the end of the branch before them.
    const from = folded.place.field === 'alternate' ? folded.place.parent!.node.start : start;
    if (touched.some(([first, last]) => first < end && from < last)) continue;
    const result = applyFold(code, folded);
    if (typeof result === 'string') {
      left.push({ ...at, reason: result });
      continue;
    }
    touched.push([from, end]);
    edited.push(at);
  }
  return { text: code.toString(), places: edited, left };
}
