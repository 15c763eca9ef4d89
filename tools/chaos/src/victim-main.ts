/** A process of the service that can be made to fail: the same program as its own main, with points and bugs between it and the world. */
import { runService } from '@bilag/sync-service';
import { readOrders } from './victim/orders.ts';
import { seamsFor } from './victim/seams-for.ts';

const orders = await readOrders();
await import('./die-with-parent.ts');
await runService(process.env, seamsFor(orders));
