// A scripted endpoint with a tree of shards (server/examples/shard_tree), and the real program pointed at it.

import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { BINARIES, Program } from './program';

const START_LIMIT_MS = 20_000;

export interface Shape {
  shards: number;
  generations: number;
  failing?: number;
  stuck?: number;
  /** How long each page of records takes: many shards are asked for less often. */
  pauseMs?: number;
}

export class ShardTree {
  private readonly answers: AsyncIterableIterator<string>;

  private constructor(
    private readonly process: ChildProcess,
    lines: AsyncIterableIterator<string>,
    readonly url: string,
  ) {
    this.answers = lines;
  }

  static async grow({ shards, generations, failing = 0, stuck = 0, pauseMs = 0 }: Shape): Promise<ShardTree> {
    const numbers = { shards, generations, failing, stuck, 'pause-ms': pauseMs };
    const options = Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const started = spawn(path.join(BINARIES, 'examples/shard_tree'), options, { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: started.stdout })[Symbol.asyncIterator]();
    const limit = setTimeout(() => started.kill(), START_LIMIT_MS);
    const first = await lines.next();
    clearTimeout(limit);
    const url = /^endpoint (\S+)$/.exec(first.value ?? '')?.[1];
    if (!url) throw new Error(`the tree did not grow: ${first.value}`);
    return new ShardTree(started, lines, url);
  }

  /** Does what a line says (`split`, `fail`, `mend`, `orphan`, `write`), and tells what was done. */
  async tell(line: string): Promise<string> {
    this.process.stdin?.write(`${line}\n`);
    return (await this.answers.next()).value as string;
  }

  /** The program that reads it. */
  program(): Promise<Program> {
    return Program.startAt(this.url);
  }

  /** Ends the process. */
  async dispose(): Promise<void> {
    this.process.kill();
  }
}
