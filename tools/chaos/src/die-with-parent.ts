// Loaded into every process that the proof starts: when the proof is gone, however it ended, its pipe closes and the process goes too.
process.stdin.on('end', () => process.kill(process.pid, 'SIGKILL'));
process.stdin.resume();
process.stdin.unref();
