#!/usr/bin/env -S node --conditions=@bilag/source
import { enableCompileCache } from 'node:module';

// A command is started over and over: what was compiled once need not be again.
enableCompileCache();
const { runCli } = await import('./run-cli.ts');
process.exitCode = await runCli(process.argv.slice(2), process.env);
