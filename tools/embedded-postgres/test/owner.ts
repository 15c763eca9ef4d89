// Run as a process of its own by the tests: owns (or adopts) a server, says so in one line and stays until it is killed.
import { startEmbeddedPostgres } from '../src/index.ts';

const [dataDirectory = ''] = process.argv.slice(2);
const server = await startEmbeddedPostgres({ dataDirectory });
console.log(`${server.url()} ${server.pid} ${server.adopted ? 'adopted' : 'owned'}`);
process.stdin.resume(); // Ends when the test that started us goes, however it goes.
