import { types } from 'node:util';
import { hostileText, NAMES, put } from './json.ts';
import type { Random } from './random.ts';

interface Place {
  readonly holder: object;
  readonly name: string;
}

/** Breaks a valid value in one place, rarely two, which validation is most likely to miss. Returns a copy. */
export function mutate(random: Random, valid: unknown, make: (random: Random) => unknown): unknown {
  const root = { value: copyOf(valid) };
  for (let faults = random.chance(0.2) ? 2 : 1; faults > 0; faults -= 1) {
    const { holder, name } = random.pick(placesIn(root));
    const act = random.below(5);
    if (act === 0 && holder !== root) remove(holder, name);
    else if (act === 1) put(holder, random.pick(NAMES), make(random));
    else if (act === 2) put(holder, name, partOf(random, valid));
    else put(holder, name, make(random));
  }
  return root.value;
}

/** Returns a part from elsewhere in the valid value. */
function partOf(random: Random, valid: unknown): unknown {
  const { holder, name } = random.pick(placesOf(valid));
  return copyOf((holder as Record<string, unknown>)[name]);
}

/** Copies lists and plain objects down to a depth. Keeps functions and frozen objects. */
function copyOf(value: unknown, depth = 64): unknown {
  if (depth === 0 || !isPlain(value)) return value;
  // Not `map`: the list may have its own `constructor`.
  if (Array.isArray(value)) return Array.from(value, (inner) => copyOf(inner, depth - 1));
  const copy = {};
  for (const [name, inner] of Object.entries(value)) put(copy, name, copyOf(inner, depth - 1));
  return copy;
}

/** Returns whether a value is a list or plain object that is neither a proxy nor frozen, so that it can be read and changed. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || types.isProxy(value) || !Object.isExtensible(value)) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** Places in the valid values where mutations start. The values never change. */
const known = new WeakMap<object, readonly Place[]>();

function placesOf(valid: unknown): readonly Place[] {
  if (typeof valid !== 'object' || valid === null) return [{ holder: { valid }, name: 'valid' }];
  const places = known.get(valid) ?? placesIn({ valid });
  known.set(valid, places);
  return places;
}

function placesIn(value: object): Place[] {
  const found: Place[] = [];
  const waiting: object[] = [value];
  for (let holder = waiting.pop(); holder !== undefined && found.length < 2_000; holder = waiting.pop()) {
    for (const name of Object.keys(holder)) {
      found.push({ holder, name });
      const inner = Object.getOwnPropertyDescriptor(holder, name)?.value as unknown;
      if (isPlain(inner)) waiting.push(inner);
    }
  }
  return found;
}

function remove(holder: object, name: string): void {
  if (Array.isArray(holder)) {
    holder.copyWithin(Number(name), Number(name) + 1);
    holder.length -= 1;
  } else delete (holder as Record<string, unknown>)[name];
}

/** Truncates or repeats a string, or changes one place in it. */
export function mutateText(random: Random, valid: string): string {
  const at = random.below(valid.length + 1);
  const to = Math.min(valid.length, at + 1 + random.below(8));
  switch (random.below(7)) {
    case 0:
      return valid.slice(0, at);
    case 1:
      return valid.slice(0, at) + valid.slice(to);
    case 2:
      return valid.slice(0, to) + valid.slice(at);
    case 3:
      return valid + valid;
    case 4:
      return valid.slice(0, at) + String.fromCharCode(random.below(256)) + valid.slice(at + 1);
    default:
      return valid.slice(0, at) + hostileText(random) + valid.slice(random.chance(0.5) ? at : to);
  }
}

/** Changes some bytes, which usually makes them invalid UTF-8. */
export function mutateBytes(random: Random, valid: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(valid);
  for (let changes = 1 + random.below(4); changes > 0 && copy.length > 0; changes -= 1) {
    copy[random.below(copy.length)] = random.below(256);
  }
  return random.chance(0.2) ? copy.slice(0, random.below(copy.length + 1)) : copy;
}
