import type { Pool } from 'pg';

/**
 * Ends a pool and waits until its connections are closed. `pool.end()` does not wait: dropping a database right after it cuts the
 * connections, which emits an error on a client without listeners.
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
