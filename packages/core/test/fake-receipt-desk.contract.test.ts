import { createFakeGateway, type FakeDeskFault, receiptDeskContract } from '@bilag/core/testing';

for (const bookedOnly of [false, true]) {
  receiptDeskContract(bookedOnly ? 'fake, for booked vouchers only' : 'fake', () => {
    const gateway = createFakeGateway();
    gateway.queued = true;
    gateway.desk.bookedOnly = bookedOnly;
    const unreachable = createFakeGateway();
    unreachable.desk.faults.push('unreachable');
    unreachable.desk.silent = true;
    const refusedSignIn = createFakeGateway();
    refusedSignIn.desk.faults.push('sign-in-refused');
    refusedSignIn.desk.inconclusive = 'ERP_AUTHENTICATION_FAILED';
    const next = (fault: FakeDeskFault) => () => Promise.resolve(void gateway.desk.faults.push(fault));
    return Promise.resolve({
      gateway,
      unreachable,
      refusedSignIn,
      bookedOnly,
      codes: { debitAccount: '7140', creditAccount: '2910', costCenter: '310' },
      loseNextReply: next('lose-reply'),
      rateLimitNext: next('rate-limit'),
      hangNext: next('hang-until-abort'),
      breakReads: () => Promise.resolve(void (gateway.desk.silent = true)),
      mend: () => Promise.resolve(void (gateway.desk.silent = false)),
      book: () => Promise.resolve(gateway.book()),
      filesOf: (reference) => Promise.resolve(gateway.desk.attached.filter((it) => it.voucher.reference === reference)),
      close: () => Promise.resolve(),
    });
  });
}
