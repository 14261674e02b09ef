// The real program in a process of its own, with a data folder of its own.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const TARGET = process.env.CARGO_TARGET_DIR ?? path.join(ROOT, 'target');
/** Where the programs under test are. */
export const BINARIES = path.join(TARGET, 'debug');
/** The program itself; `make bench-browser` measures the one that is released. */
const PROGRAM = path.join(TARGET, process.env.BENCH_PROFILE ?? 'debug', 'afterimage');
const START_LIMIT_MS = 60_000;

export class Program {
  private process?: ChildProcess;

  private constructor(
    private readonly dataDir: string,
    private readonly port: number,
    private readonly embeddedPort: number,
    private readonly options: string[],
    private readonly source: string[],
  ) {}

  /** Starts it on ports that are free now, so that it can come back on the same ones. */
  static async start(...options: string[]): Promise<Program> {
    const program = await Program.prepare(options);
    await program.run();
    return program;
  }

  /** Starts it on an archive that has these lines already (`afterimage import`). */
  static async startWithArchive(lines: string, ...options: string[]): Promise<Program> {
    const program = await Program.prepare(options);
    execFileSync(PROGRAM, ['import', '-', '--data-dir', program.dataDir], { input: lines, stdio: ['pipe', 'ignore', 'ignore'] });
    await program.run();
    return program;
  }

  /** Starts it on the tables of another endpoint, which asks for credentials and does not look at them. */
  static async startAt(endpoint: string): Promise<Program> {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'afterimage-'));
    const source = ['--endpoint-url', endpoint, '--region', 'us-east-1', '--all-tables'];
    const program = new Program(dataDir, await freePort(), 0, [], source);
    await program.run();
    return program;
  }

  /** Where the dashboard is. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Where the embedded DynamoDB is. */
  get dynamodb(): string {
    return `http://127.0.0.1:${this.embeddedPort}`;
  }

  /** Ports and a folder, and nothing running yet. */
  private static async prepare(options: string[]): Promise<Program> {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'afterimage-'));
    const embeddedPort = await freePort();
    const source = ['--embedded-port', String(embeddedPort)];
    return new Program(dataDir, await freePort(), embeddedPort, options, source);
  }

  /** Starts the process again, on the same data. */
  async run(): Promise<void> {
    const options = ['--listen', `127.0.0.1:${this.port}`, '--data-dir', this.dataDir, ...this.source, ...this.options];
    const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    const env = { ...process.env, ...credentials };
    const started = spawn(PROGRAM, ['serve', ...options], { env });
    this.process = started;
    await announced(started);
  }

  /** Ends the process with a signal and waits for its end. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const running = this.process;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await ended;
  }

  /** Ends the process and removes its data. */
  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** Resolves once the program has told its address. */
function announced(started: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let told = '';
    const limit = setTimeout(() => reject(new Error(`not started after ${START_LIMIT_MS} ms:\n${told}`)), START_LIMIT_MS);
    const listen = (chunk: Buffer) => {
      told += chunk.toString();
      if (told.includes('Afterimage is at http')) {
        clearTimeout(limit);
        resolve();
      }
    };
    started.stdout?.on('data', listen);
    started.stderr?.on('data', listen);
    started.once('error', reject);
    started.once('exit', (code) => reject(new Error(`ended with ${code}:\n${told}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
