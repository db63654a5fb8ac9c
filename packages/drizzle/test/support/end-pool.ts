import type { Pool } from 'pg';

/**
 * Ends a pool and waits until its connections are gone. `pool.end()` does not: a database that is dropped right after it cuts them
 * off, which is an error of a client that nobody listens to any more.
 */
export async function endPool(pool: Pool): Promise<void> {
  let open = pool.totalCount;
  const gone = new Promise<void>((resolve) => {
    if (open === 0) resolve();
    pool.on('remove', () => {
      open -= 1;
      if (open === 0) resolve();
    });
  });
  await pool.end();
  await gone;
}
