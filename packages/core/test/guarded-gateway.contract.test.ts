import { guardGateway } from '@bilag/core';
import { accountingGatewayContract, createFakeGateway, type FakeGateway } from '@bilag/core/testing';

accountingGatewayContract('guarded fake', () => {
  const fake = createFakeGateway();
  const unreachable = createFakeGateway();
  unreachable.faults.push('unreachable');
  unreachable.silent = true;
  const refusing = createFakeGateway();
  refusing.faults.push('sign-in-refused');
  refusing.signInRefused = true;
  const next = (fault: FakeGateway['faults'][number]) => () => Promise.resolve(void fake.faults.push(fault));
  return Promise.resolve({
    gateway: guardGateway(fake),
    unreachable: guardGateway(unreachable),
    refusedSignIn: guardGateway(refusing),
    codes: { debitAccount: '7140', creditAccount: '2910', costCenter: '310', unknownAccount: '9999' },
    loseNextReply: next('lose-reply'),
    rateLimitNext: next('rate-limit'),
    hangNext: next('hang-until-abort'),
    breakReads: () => Promise.resolve(void (fake.silent = true)),
    mend: () => Promise.resolve(void (fake.silent = false)),
    book: () => Promise.resolve(fake.book()),
    numberOf: (reference) => Promise.resolve(`F-${reference}`),
    timesBooked: (reference) => Promise.resolve(fake.booked.filter((it) => it.reference === reference).length),
    close: () => Promise.resolve(),
  });
});
