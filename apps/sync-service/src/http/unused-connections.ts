import type { Socket } from 'node:net';
import type { Api } from './api.ts';

/**
 * Hangs up, when the service stops, on connections on which nothing was ever asked. Node closes those that have been used and rest, and would wait a minute for the first
 * request of the others; clients open some in reserve.
 */
export function closeUnusedConnections(api: Api): void {
  const unused = new Set<Socket>();
  api.server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  api.server.on('request', ({ socket }: { readonly socket: Socket }) => unused.delete(socket));
  api.addHook('preClose', async () => {
    for (const socket of unused) socket.destroy();
  });
}
