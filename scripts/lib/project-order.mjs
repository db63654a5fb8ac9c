import { BaseSequencer } from 'vitest/node';

/** Tests that mostly wait come first, beside the checks, which compute. */
const ORDER = ['faults', 'apart', 'repository', 'examples', 'page', 'packages', 'unit', 'types'];

/** Runs one project after the other: a worker that gets a file of another project starts anew. */
export class ProjectOrder extends BaseSequencer {
  async sort(files) {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

const placeOf = ({ project }) => ORDER.indexOf(project.name);
