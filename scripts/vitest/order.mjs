import { relative } from 'node:path';
import { BaseSequencer } from 'vitest/node';
import { ROOT } from '../lib/root.mjs';
import { orderOf } from './kinds.mjs';

/** Runs one kind of tests after the other: a worker that gets a file of another project starts anew. */
export class TestOrder extends BaseSequencer {
  async sort(files) {
    const sorted = await super.sort(files);
    const order = new Map(sorted.map((file) => [file, orderOf(relative(ROOT, file.moduleId))]));
    return sorted.toSorted((one, other) => order.get(one) - order.get(other));
  }
}
