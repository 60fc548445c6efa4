// The process of the server, and what it said before it ended.

import { type ChildProcess, spawn } from "node:child_process";

const KEPT = 8_000;

/** A started server. */
export interface ServerProcess {
  readonly child: ChildProcess;
  /** The last of what it wrote to its standard error. */
  said(): string;
}

/** Start the server; rejects where the program cannot be started. */
export async function startServer(command: string, folder: string): Promise<ServerProcess> {
  const child = spawn(command, ["lsp"], { cwd: folder, stdio: "pipe", windowsHide: true });
  let text = "";
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (more: string) => {
    text = (text + more).slice(-KEPT);
  });
  child.stdin.on("error", () => undefined); // what is written to a process that has ended is lost, and no fault
  await new Promise<void>((started, failed) => {
    child.once("spawn", started);
    child.once("error", failed);
  });
  child.on("error", () => undefined);
  return { child, said: () => text };
}

/** Wait until the process has ended and its streams are read. */
export async function ended(child: ChildProcess, milliseconds: number): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) {
    await new Promise((soon) => setTimeout(soon, 20));
    return true;
  }
  return new Promise((done) => {
    const timer = setTimeout(() => done(false), milliseconds);
    child.once("close", () => {
      clearTimeout(timer);
      done(true);
    });
  });
}
