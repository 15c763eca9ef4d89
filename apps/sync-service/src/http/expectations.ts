import { SyncError } from '@bilag/core';
import type { Api } from './api.ts';

/** Answers a request with another `Expect` than `100-continue` as every other refusal; Node would answer it by itself, without a word of why. */
export function refuseExpectations(api: Api): void {
  api.server.on('checkExpectation', (request, response) => api.server.emit('request', request, response));
  api.addHook('onRequest', async ({ headers: { expect } }) => {
    if (expect === undefined || expect.toLowerCase() === '100-continue') return;
    throw new SyncError('VALIDATION_FAILED', '«expect» can only be 100-continue.', { field: 'expect' });
  });
}
