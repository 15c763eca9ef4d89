import type { Variable } from '../../src/configuration/variable.ts';
import type { variableGroups } from '../../src/configuration/variables.ts';

type Groups = typeof variableGroups;

/** The page docs/configuration.md: every variable of the schema, by group. */
export function configurationPage(groups: Groups): string {
  return [
    '# Configuration',
    '',
    'Made by `npm run config:reference` from the schema that the service checks its environment with; do not edit. A test fails when this page, or [.env.example](../.env.example), is out of date.',
    '',
    'The service and the command `bilag` are configured by environment variables alone. An empty one counts as not set. At the start all problems are told at once on standard error, each with its variable and none',
    'with a value, and the process ends with status 78. In lists there are commas between the items. Cron expressions are by the clock in Norway.',
    '',
    '**Secret** means: whoever knows the value can do harm with it. Give it from a secret store, not in a file that others read. How keys are made and replaced: [keys](keys.md). How all this is set in earnest: [deployment](deployment.md).',
    ...groups.flatMap(({ title, variables }) => [
      '',
      `## ${title}`,
      '',
      '| name | type | default | meaning | secret | since |',
      '| --- | --- | --- | --- | --- | --- |',
      ...Object.entries(variables).map(([name, it]) => rowOf(name, it)),
    ]),
    '',
  ].join('\n');
}

/** The file .env.example: what must be set stands as it is, the rest as a comment with its default or an example. */
export function environmentExample(groups: Groups): string {
  return [
    '# Every variable that the service reads, made by `npm run config:reference`; docs/configuration.md tells more. All problems with them are reported at once at the start.',
    ...groups.flatMap(({ title, variables }) => [
      '',
      `## ${title}`,
      ...Object.entries(variables).flatMap(([name, it]) => [
        ...wrapped(meaningOf(it)),
        `${isAlwaysNeeded(it) ? '' : '#'}${name}=${it.example ?? defaultOf(it) ?? ''}`,
      ]),
    ]),
    '',
  ].join('\n');
}

function rowOf(name: string, it: Variable): string {
  const value = defaultOf(it);
  const cells = [
    `\`${name}\``,
    typeOf(it),
    value === undefined ? '' : `\`${value}\``,
    meaningOf(it),
    it.isSecret === true ? '**yes**' : 'no',
    it.since,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** What is needed always, and the key without which nothing starts: to be filled in by whoever copies the example. */
const isAlwaysNeeded = (it: Variable) => it.needed?.startsWith('always') === true || it.type === 'key';

const meaningOf = (it: Variable) => (it.needed === undefined ? it.meaning : `${it.meaning} Needed ${it.needed}.`);

/** The type of a variable in words. */
export function typeOf(it: Variable): string {
  switch (it.type) {
    case 'text':
      return it.form;
    case 'list':
      return `list of ${it.of}`;
    case 'address':
      return `address with ${it.protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
    case 'integer':
      return `whole number from ${it.from} to ${it.to}`;
    case 'flag':
      return '`true` or `false`';
    case 'choice':
      return it.words.map((word) => `\`${word}\``).join(', ');
    case 'key':
      return `${it.bytes} bytes in base64`;
  }
}

function defaultOf(it: Variable): string | undefined {
  if (it.type === 'flag') return 'false';
  if (it.type === 'text' || it.type === 'integer' || it.type === 'choice') return it.otherwise?.toString();
  return undefined;
}

function wrapped(text: string): readonly string[] {
  const lines = ['#'];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length > 150) lines.push(`# ${word}`);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
