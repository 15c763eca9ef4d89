import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';

/** A message as the server took it. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Head and body as they came. */
  readonly raw: string;
}

/** A real SMTP server on this machine. */
export interface MailServer {
  /** `smtp://127.0.0.1:…` */
  readonly url: string;
  readonly mails: ReceivedMail[];
  /** Status with which it refuses a recipient or a message; none while it takes everything. */
  refusal: { readonly at: 'recipient' | 'message'; readonly status: number } | undefined;
  stop(): Promise<void>;
}

class Refusal extends Error {
  readonly responseCode: number;

  constructor(status: number) {
    super('Not now, secret-of-the-server');
    this.responseCode = status;
  }
}

/** Starts one for one test, on a port of its own or on one that was free. */
export async function aMailServer(port = 0): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const refuses = (at: 'recipient' | 'message') =>
    server.refusal?.at === at ? new Refusal(server.refusal.status) : undefined;
  const smtp = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (_address, _session, done) => done(refuses('recipient')),
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const refusal = refuses('message');
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        if (refusal === undefined) mails.push({ from, to, raw: Buffer.concat(chunks).toString('utf8') });
        done(refusal);
      });
    },
  });
  // A connection that breaks while the test ends is no failure of the test.
  smtp.on('error', () => undefined);
  const listening = smtp.listen(port, '127.0.0.1');
  await new Promise<void>((resolve) => listening.once('listening', resolve));
  const address = listening.address();
  const own = typeof address === 'object' && address !== null ? address.port : 0;
  let isStopped = false;
  const server: MailServer = {
    url: `smtp://127.0.0.1:${own}`,
    mails,
    refusal: undefined,
    async stop() {
      if (isStopped) return;
      isStopped = true;
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
    },
  };
  onTestFinished(() => server.stop());
  return server;
}

/** The fields of the head, unfolded, by lower-case name; a field that comes twice has a list of its texts. */
export function headOf({ raw }: ReceivedMail): ReadonlyMap<string, readonly string[]> {
  const [head = ''] = raw.split('\r\n\r\n', 1);
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  const fields = lines.map(
    (line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.replace(/^[^:]*:\s*/, '')] as const,
  );
  const entries = Map.groupBy(fields, ([name]) => name);
  return new Map([...entries].map(([name, all]) => [name, all.map(([, text]) => decoded(text))]));
}

/** The body as a reader sees it. */
export function bodyOf(mail: ReceivedMail): string {
  const body = mail.raw.slice(mail.raw.indexOf('\r\n\r\n') + 4);
  const [encoding = '7bit'] = headOf(mail).get('content-transfer-encoding') ?? [];
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Encoded words of a field as text. */
function decoded(text: string): string {
  return text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_all, kind: string, word: string) =>
      kind.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString('latin1') : quoted(word),
    )
    .replace(/^[\s\S]*$/, (it) => Buffer.from(it, 'latin1').toString('utf8'));
}

const quoted = (word: string) =>
  word
    .replaceAll('_', ' ')
    .replaceAll(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
