/**
 * `npm run bench:erp-calls`: how many requests each profile makes for 1,000 two-line vouchers with a cost center each, until every one of them has been read
 * back from the ledger as booked. Counted at the connector's own wire, sign-in included.
 */
import { npmScript, wholeNumber } from '@bilag/command-line';
import fc from 'fast-check';
import { findAll, postAll } from '../src/post-all.ts';
import { profiles } from '../src/profiles.ts';
import { shapes, voucherOf } from '../src/vouchers.ts';

/** The fewest calls that could post 1,000 such vouchers, by the limits of each interface, and why; reading back comes on top. */
const floors: Readonly<Record<string, string>> = {
  'xledger graphql': 'floor to post 4: a call takes 500 lines',
  'xledger rest': 'floor to post 1,000 and to read back 1,000: the contract has one entry a call',
  'business central':
    'floor to post 30: a batch takes 100 parts; two lines and a dimension each are 3,000. Its journals are made, posted and checked besides',
  finance: 'no floor is documented; a batch of lines is kept small enough to be tried again',
};

const { vouchers: count } = npmScript('npm run bench:erp-calls', 'Counts what each connector asks of its ERP.')
  .option('--vouchers <n>', 'how many are written', wholeNumber(1), 1_000)
  .parse()
  .opts<{ vouchers: number }>();
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
  console.log(
    `  ${profile.name.padEnd(18)} ${total}, ${megabytes.toFixed(1)} MB (${floors[profile.name] ?? 'no floor known'})`,
  );
}
