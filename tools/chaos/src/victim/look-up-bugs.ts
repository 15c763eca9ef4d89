import type { AccountingGateway, FindOutcome } from '@bilag/core';
import type { Bugs, Show } from './bug.ts';

/** What a developer might have got wrong about asking the ERP for what is in doubt. */
export function lookUpBugs(show: Show): Bugs {
  return {
    'no-look-up': {
      gateway: (it) => ({
        ...it,
        async findVouchers(queries) {
          show();
          return new Map(queries.map(({ reference }) => [reference, absent]));
        },
      }),
    },
    'failed-look-up-is-absent': {
      gateway: (it) => ({
        ...it,
        async findVouchers(queries, context) {
          const found = await it.findVouchers(queries, context);
          if ([...found.values()].some(({ kind }) => kind === 'unavailable')) show();
          return new Map([...found].map(([key, one]) => [key, one.kind === 'unavailable' ? absent : one]));
        },
      }),
    },
    'settling-zero': {
      gateway: (it) => ({ ...it, traits: { ...it.traits, settlingMs: 0 } }),
      ports: ({ outbox }) => ({
        outbox: {
          ...outbox,
          openAttempts: (lane, intents, operationMs) =>
            outbox.openAttempts(
              lane,
              intents.map((it) => ({ ...it, settlingMs: 0 })),
              operationMs,
            ),
          async recordOutcomes(lane, outcomes) {
            if (outcomes.some(({ next }) => next.state === 'unknown')) show();
            return await outbox.recordOutcomes(lane, outcomes);
          },
        },
      }),
    },
    // The ERP tells only what it has, in the order asked; the answers are laid beside the questions from the first on.
    'matched-by-position': {
      gateway: (it) => ({
        ...it,
        async findVouchers(queries, context) {
          const found = await it.findVouchers(queries, context);
          const told = queries.flatMap(({ reference }) => {
            const one = found.get(reference);
            return one === undefined || one.kind === 'absent' ? [] : [one];
          });
          if (told.length > 0 && told.length < queries.length) show();
          return new Map(queries.map(({ reference }, at) => [reference, told[at] ?? absent]));
        },
      }),
    },
    'looked-up-elsewhere': { ports: elsewhere(show) },
  };
}

const absent: FindOutcome = { kind: 'absent' };

/** Whoever is in doubt is looked for in the books of the organization that was served first. */
function elsewhere(show: Show): NonNullable<Bugs[string]['ports']> {
  const doors = new Map<string, AccountingGateway>();
  return ({ gateways }) => ({
    gateways: {
      async gatewayFor(integration) {
        const gateway = await gateways.gatewayFor(integration);
        doors.set(integration.connector, gateway);
        return {
          ...gateway,
          findVouchers(queries, context) {
            const [other] = [...doors].filter(([connector]) => connector !== integration.connector).map(([, it]) => it);
            if (other !== undefined) show();
            return (other ?? gateway).findVouchers(queries, context);
          },
        };
      },
    },
  });
}
