// Asks for the documents whenever something has changed: one request at a time, the last wish wins.
import type { Build } from "./messages";
import type { Connection } from "./rpc";

/** A pause in typing after which documents are worth making, in milliseconds. */
const PAUSE = 120;

export interface Wish {
  uri: string;
  target: string;
}

export class BuildLoop {
  private timer: number | undefined;
  private busy = false;
  private again = false;

  /**
   * `done` gets what a wish led to, null where the mesh has no meaning, and the milliseconds that it took; `failed` a
   * fault of meshc.
   */
  constructor(
    private readonly connection: Connection,
    private readonly wish: () => Wish,
    private readonly done: (build: Build | null, took: number) => void,
    private readonly failed: (reason: string) => void,
  ) {}

  /** Something has changed. */
  soon(pause = PAUSE): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.run(), pause);
  }

  private async run(): Promise<void> {
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    const wish = this.wish();
    const begun = performance.now();
    try {
      const build = await this.connection.request<Build | null>("playground/build", wish);
      const now = this.wish();
      if (wish.uri === now.uri && wish.target === now.target) this.done(build, performance.now() - begun);
    } catch (error) {
      this.failed((error as Error).message);
    } finally {
      this.busy = false;
      if (this.again) {
        this.again = false;
        this.soon(0);
      }
    }
  }
}
