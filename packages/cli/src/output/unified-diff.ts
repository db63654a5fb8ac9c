import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** Returns a patch that `git apply` and `patch -p1` accept. Paths have slashes. */
export function unifiedDiff(path: string, before: string, after: string): string {
  return createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, {
    headerOptions: FILE_HEADERS_ONLY,
  });
}
