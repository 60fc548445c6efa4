// Starts Python before anything else: it takes longer than all the rest, and waits for nothing.
import type { FromWorker } from "./messages";

class Python {
  readonly worker = new Worker("python-worker.js", { type: "module", name: "python" });
  private early: FromWorker[] = [];

  constructor() {
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.early.push(data);
    this.worker.onerror = ({ message }) => this.early.push(failure(message));
  }

  /** From now on messages go to a listener; it gets those that came before. */
  listen(listener: (message: FromWorker) => void): void {
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => listener(data);
    this.worker.onerror = ({ message }) => listener(failure(message));
    this.early.forEach(listener);
    this.early = [];
  }
}

function failure(message: string): FromWorker {
  return { kind: "failed", reason: message || "the worker could not be loaded" };
}

export const python = new Python();
