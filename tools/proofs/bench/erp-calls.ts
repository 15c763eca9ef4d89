/**
 * `npm run bench:erp-calls`: how many requests each profile makes for 1,000 two-line vouchers with a cost center each, until every one of them has been read
 * back from the ledger as booked. Counted at the connector's own wire, sign-in included.
 */
import fc from 'fast-check';
import { numbersFrom } from '../src/options.ts';
import { findAll, postAll } from '../src/post-all.ts';
import { profiles } from '../src/profiles.ts';
import { shapes, voucherOf } from '../src/vouchers.ts';

const { vouchers: count } = numbersFrom({ vouchers: 1_000 });
console.log(`Requests for ${count} two-line vouchers with a cost center each, read back:`);
for (const profile of profiles) {
  await using open = await profile.open();
  const vouchers = fc.sample(shapes(1), { numRuns: count, seed: 1 }).map((it, at) => voucherOf(it, at + 1, open));
  const batches = await postAll(vouchers, open.gateway);
  const posting = open.calls.length;
  await open.book();
  let booked = 0;
  for await (const { found } of findAll(batches, open.gateway)) booked += found?.kind === 'booked' ? 1 : 0;
  if (booked !== count) throw new Error(`${profile.name}: only ${booked} of ${count} were read back as booked.`);
  const megabytes = open.calls.reduce((sum, { bytesUp, bytesDown }) => sum + bytesUp + bytesDown, 0) / 1e6;
  const readBack = open.calls.length - posting;
  const total = `${open.calls.length} = ${posting} to post + ${readBack} to read back`;
  console.log(`  ${profile.name.padEnd(18)} ${total}, ${megabytes.toFixed(1)} MB`);
}
