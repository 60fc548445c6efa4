// JSON-RPC with the worker.
import { python } from "./boot";
import type { FromWorker } from "./messages";

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

interface Message {
  id?: number | string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string };
}

export interface Progress {
  /** 0 to 1. */
  downloaded(part: number): void;
  starting(): void;
  failed(reason: string): void;
}

/** A connection to the server in the worker. */
export class Connection {
  private readonly waiting = new Map<number, Waiting>();
  private readonly handlers = new Map<string, (params: unknown) => unknown>();
  private last = 0;

  constructor(progress: Progress) {
    python.listen((message) => this.take(message, progress));
  }

  /** The answer to a request. Rejects with what the server says is wrong. */
  request<Result>(method: string, params: unknown): Promise<Result> {
    const id = ++this.last;
    this.post({ id, method, params });
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: (result) => resolve(result as Result), reject });
    });
  }

  notify(method: string, params: unknown): void {
    this.post({ method, params });
  }

  /** What to do, and to answer, when the server asks or tells something. */
  on<Params>(method: string, handler: (params: Params) => unknown): void {
    this.handlers.set(method, (params) => handler(params as Params));
  }

  private post(message: Message): void {
    python.worker.postMessage(JSON.stringify({ jsonrpc: "2.0", ...message }));
  }

  private take(message: FromWorker, progress: Progress): void {
    switch (message.kind) {
      case "progress":
        return progress.downloaded(message.part);
      case "starting":
        return progress.starting();
      case "failed":
        return progress.failed(message.reason);
      case "message":
        return this.receive(JSON.parse(message.text) as Message);
      case "ready":
        return undefined;
    }
  }

  private receive(message: Message): void {
    if (message.method !== undefined) {
      const result = this.handlers.get(message.method)?.(message.params) ?? null;
      if (message.id !== undefined) this.post({ id: message.id, result });
      return;
    }
    const waiting = this.waiting.get(message.id as number);
    this.waiting.delete(message.id as number);
    if (message.error) waiting?.reject(new Error(message.error.message));
    else waiting?.resolve(message.result ?? null);
  }
}
