// The server's life: found, started, started anew after a crash, missed, and tried again.

import { homedir } from "node:os";
import type { LogOutputChannel } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

import { createClient } from "./client";
import { type Found, type Missing, type Surroundings, locate } from "./locate";
import { tell } from "./message";
import { type Problem, ended as endedAtOnce, notFound } from "./problem";
import { type ServerProcess, ended, startServer } from "./process";
import type { Status } from "./status";
import { interpreter, surroundings } from "./surroundings";

const CRASHES = 4;
const WITHIN = 180_000;
const LAST_WORDS = 2_000;

export class Server {
  #client: LanguageClient | undefined;
  #problem: Problem | undefined;
  #crashes: number[] = [];
  #queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly output: LogOutputChannel,
    private readonly status: Status,
  ) {}

  /** The client of the running server. */
  get client(): LanguageClient | undefined {
    return this.#client;
  }

  /** Start the server, after ending the one that runs; what keeps it from starting is told once. */
  restart(): Promise<void> {
    this.#crashes = [];
    this.#problem = undefined;
    return this.#later(() => this.#restart());
  }

  /** Try again if there is no server, and say nothing that was said before. */
  retry(): Promise<void> {
    return this.#later(async () => {
      if (this.#client === undefined && this.#problem !== undefined) {
        await this.#restart();
      }
    });
  }

  /** End the server. */
  stop(): Promise<void> {
    return this.#later(() => this.#stop());
  }

  #later(work: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(work, work).catch((error: unknown) => this.output.error(String(error)));
    return this.#queue;
  }

  async #restart(): Promise<void> {
    await this.#stop();
    this.status.starting();
    const place = surroundings();
    const found = await find(place);
    if ("command" in found) {
      // Python looks for modules in the folder that it is started in, if it is told to: not there without trust.
      const folder = (place.trusted && place.folders[0]) || homedir();
      await this.#start(found, folder, place.windows);
    } else {
      this.#tell(notFound(found, place.trusted, place.windows));
    }
  }

  async #start(found: Found, folder: string, windows: boolean): Promise<void> {
    this.output.info(`starting ${found.command} lsp`);
    let server: ServerProcess | undefined;
    const client = createClient(
      async () => (server = await startServer(found.command, folder)).child,
      this.output,
      () => this.#closed(client),
    );
    try {
      await client.start();
    } catch (error) {
      this.output.error(String(error));
      if (server !== undefined && !(await ended(server.child, LAST_WORDS))) {
        server.child.kill();
      }
      await client.dispose().catch(() => undefined);
      this.#tell(endedAtOnce(found, server?.said() ?? String(error), windows));
      return;
    }
    this.#client = client;
    this.#problem = undefined;
    this.status.running(client.initializeResult?.serverInfo?.version ?? "", found.command);
  }

  /** The connection of a client was lost. */
  #closed(client: LanguageClient): void {
    if (client !== this.#client) {
      return;
    }
    this.#client = undefined;
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((time) => now - time < WITHIN), now];
    if (this.#crashes.length <= CRASHES) {
      this.output.warn("the language server ended; it is started anew");
      void this.#later(() => this.#restart());
    } else {
      const message = `The language server ended ${this.#crashes.length} times within three minutes.`;
      this.#tell({ message, install: undefined, setting: false });
    }
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.dispose(LAST_WORDS).catch((error: unknown) => this.output.warn(String(error)));
  }

  /** Say why there is no server, unless that is the last thing that was said. */
  #tell(problem: Problem): void {
    const known = this.#problem?.message === problem.message;
    this.#problem = problem;
    this.status.missing();
    this.output.warn(problem.message);
    if (!known) {
      void tell(problem).then((again) => (again ? this.restart() : undefined));
    }
  }
}

/** The command; the Python extension is asked only where neither the setting nor the workspace has one. */
async function find(place: Surroundings): Promise<Found | Missing> {
  const near = locate({ ...place, path: "" });
  return "command" in near || near.setting !== undefined ? near : locate({ ...place, interpreter: await interpreter() });
}
