import { LIMITS } from '../../model/limits.ts';
import { remembering } from '../remembered.ts';
import { foldInput } from './operator.ts';

/** The values a condition accepts. A short list is faster to search than a set. */
export type Values = readonly unknown[] | ReadonlySet<unknown>;

export function isAmong(values: Values, value: unknown): boolean {
  if (!Array.isArray(values)) return (values as ReadonlySet<unknown>).has(value);
  for (let index = 0; index < values.length; index++) if (values[index] === value) return true;
  return false;
}

/** Maximum length of a list that is as fast as a set. */
const MAX_LIST = 8;

const setOf = remembering((list: readonly unknown[]) => new Set(list));
const foldedSetOf = remembering((list: readonly unknown[]) => new Set(list.map(foldElement)));

function foldElement(element: unknown): unknown {
  return typeof element === 'string' ? foldInput(element, true) : element;
}

/** Whether a list attribute has one of some values. The values are folded, and none is undefined. */
export function hasOneOf(list: readonly unknown[], values: Values, ignoreCase: boolean): boolean {
  const { length } = list;
  if (!(length <= LIMITS.listInput)) return false;
  if (length <= MAX_LIST) return list.some((element) => isAmong(values, ignoreCase ? foldElement(element) : element));
  const elements = ignoreCase ? foldedSetOf(list) : setOf(list);
  const wanted = Array.isArray(values) ? values.length : (values as ReadonlySet<unknown>).size;
  if (elements.size < wanted) {
    for (const element of elements) if (isAmong(values, element)) return true;
  } else {
    for (const value of values) if (elements.has(value)) return true;
  }
  return false;
}
