import { accountingGatewayContract, createFakeGateway, type FakeGateway } from '@bilag/core/testing';

accountingGatewayContract('fake', () => {
  const gateway = createFakeGateway();
  const unreachable = createFakeGateway();
  unreachable.faults.push('unreachable');
  unreachable.silent = true;
  const next = (fault: FakeGateway['faults'][number]) => () => Promise.resolve(void gateway.faults.push(fault));
  return Promise.resolve({
    gateway,
    unreachable,
    refusedSignIn: withoutSignIn(),
    codes: { debitAccount: '7140', creditAccount: '2910', costCenter: '310', unknownAccount: '9999' },
    loseNextReply: next('lose-reply'),
    rateLimitNext: next('rate-limit'),
    hangNext: next('hang-until-abort'),
    breakReads: () => Promise.resolve(void (gateway.silent = true)),
    mend: () => Promise.resolve(void (gateway.silent = false)),
    book: () => Promise.resolve(gateway.book()),
    numberOf: (reference) => Promise.resolve(`F-${reference}`),
    timesBooked: (reference) => Promise.resolve(gateway.booked.filter((it) => it.reference === reference).length),
    close: () => Promise.resolve(),
  });
});

function withoutSignIn(): FakeGateway {
  const gateway = createFakeGateway();
  gateway.faults.push('sign-in-refused');
  gateway.signInRefused = true;
  return gateway;
}
