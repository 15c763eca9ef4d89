import { Pool } from 'undici';

/** How many ERP calls are in flight at most, whoever makes them. */
export const callsInFlight = 32;

/** The wire to the ERP stand-in, the same for every contestant: 32 connections that are kept, one call on each at a time. At `/never` nobody answers. */
export function createErpClient(url: string, path: '/' | '/never' = '/') {
  const pool = new Pool(url, { connections: callsInFlight, pipelining: 1, keepAliveTimeout: 30_000 });
  return {
    /** One call. @throws when it is not answered with 200. */
    async post(body: string, signal?: AbortSignal): Promise<void> {
      const headers = { 'content-type': 'application/json' };
      const answer = await pool.request({ path, method: 'POST', headers, body, ...(signal ? { signal } : {}) });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`The ERP stand-in answered ${answer.statusCode}.`);
    },
  };
}
