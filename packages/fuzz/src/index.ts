// Public entry point: hostile values, and the guarantees of every entry point of Flagstaff. Docs: README.md
export type { Door } from './door.ts';
export { fuzz, Hang } from './door.ts';
export { hostileJson, hostileJsonText, hostileText, NAMES, nested, put, toJson, wellFormed } from './json.ts';
export { mutate, mutateBytes, mutateText } from './mutate.ts';
export type { Random } from './random.ts';
export { createRandom } from './random.ts';
export { CONTEXTS, LARGE, SAMPLES, STORED } from './samples.ts';
export { hostileValue } from './values.ts';
