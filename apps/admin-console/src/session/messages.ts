import type { MessageTable } from '../i18n/message-table.ts';

export const sessionMessages = {
  'session.starting': { nb: 'Logger inn …', en: 'Signing in …' },
  'session.signed-out.title': { nb: 'Logg inn i Bilag', en: 'Sign in to Bilag' },
  'session.signed-out.nobody': {
    nb: 'Bilag fører godkjente utlegg og honorarer i regnskapet. Du må logge inn for å se hva som er gjort.',
    en: 'Bilag books approved expenses and honoraria. Sign in to see what has been done.',
  },
  'session.signed-out.cancelled': { nb: 'Innloggingen ble avbrutt.', en: 'The sign-in was cancelled.' },
  'session.signed-out.failed': {
    nb: 'Innloggingen lyktes ikke. Prøv en gang til; si fra til den som drifter Bilag hvis det gjentar seg.',
    en: 'The sign-in did not succeed. Try once more, and tell whoever runs Bilag if it happens again.',
  },
  'session.sign-in': { nb: 'Logg inn', en: 'Sign in' },
  'session.unreachable.title': { nb: 'Innloggingen kan ikke nås', en: 'The sign-in cannot be reached' },
  'session.unreachable.text': {
    nb: 'Tjenesten som Bilag logger inn med, svarer ikke nettleseren din. Sjekk nettet, og prøv igjen.',
    en: 'The service that Bilag signs in with does not answer your browser. Check your network, and try again.',
  },
  'session.unreachable.loopback': {
    nb: 'Her er det utviklerens egen innlogging, med et sertifikat som nettleseren ikke kjenner. Åpne adressen under, godta sertifikatet, og prøv igjen her.',
    en: 'Here it is the developer’s own sign-in, with a certificate that your browser does not know. Open the address below, accept its certificate, and try again here.',
  },
  'session.unreachable.open': { nb: 'Åpne innloggingens adresse', en: 'Open the address of the sign-in' },
  'session.try-again': { nb: 'Prøv igjen', en: 'Try again' },
  'session.no-rights.title': { nb: 'Du har ikke tilgang', en: 'You have no access' },
  'session.no-rights.text': {
    nb: 'Du er logget inn som {name}, men har ingen rolle i Bilag. Be en administrator om å gi deg en rolle, eller logg inn som en annen.',
    en: 'You are signed in as {name}, who has no role in Bilag. Ask an administrator to give you a role, or sign in as somebody else.',
  },
  'session.sign-in-as-other': { nb: 'Logg inn som en annen', en: 'Sign in as somebody else' },
  'session.sign-out': { nb: 'Logg ut', en: 'Sign out' },
  'session.signed-in-as': { nb: 'Logget inn som {name}', en: 'Signed in as {name}' },
  'session.ends-soon.title': { nb: 'Du blir snart logget ut', en: 'You will soon be signed out' },
  'session.ends-soon.text': {
    nb: 'Innloggingen gjelder til kl. {time}. Logg inn på nytt for å fortsette; du kommer tilbake hit. Det du har skrevet i et skjema, står der fortsatt, bortsett fra hemmeligheter.',
    en: 'Your sign-in ends at {time}. Sign in again to go on; you will come back here. What you have typed in a form will still be there, but for secrets.',
  },
  'session.ended.title': { nb: 'Du er logget ut', en: 'Your session has ended' },
  'session.ended.text': {
    nb: 'Innloggingen gjelder ikke lenger. Logg inn på nytt; du kommer tilbake til samme sted. Det du har skrevet i et skjema, står der fortsatt, bortsett fra hemmeligheter. Ba du om noe akkurat nå, så se etter om det ble utført.',
    en: 'Your sign-in is no longer valid. Sign in again; you will come back to the same place. What you have typed in a form will still be there, but for secrets. If you asked for something just now, look whether it was done.',
  },
  'session.sign-in-again': { nb: 'Logg inn på nytt', en: 'Sign in again' },
} as const satisfies MessageTable;
