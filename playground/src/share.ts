// A link that carries the mesh itself, in the part behind `#` that no browser sends to a server.
import type { Project } from "./project";

export interface Shared {
  target: string;
  files: Record<string, string>;
}

const LARGEST = 1_000_000;
/** A path that stays in the folder of the project. */
const PATH = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w.-]+(?:\/[\w.-]+)*$/;

/** The fragment for a project under a target. */
export async function toFragment(project: Project, target: string): Promise<string> {
  const text = JSON.stringify({ target, files: project.files } satisfies Shared);
  const packed = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  return `#mesh=${base64(packed)}`;
}

/** What a fragment carries; undefined where it carries nothing. Throws where what it carries is damaged. */
export async function fromFragment(fragment: string): Promise<Shared | undefined> {
  const packed = /^#mesh=([\w-]+)$/.exec(fragment)?.[1];
  if (packed === undefined) return undefined;
  const text = await through(bytes(packed), new DecompressionStream("deflate-raw"));
  const shared: unknown = JSON.parse(new TextDecoder().decode(text));
  if (!isShared(shared)) throw new Error("the link holds no mesh");
  return shared;
}

function isShared(value: unknown): value is Shared {
  if (typeof value !== "object" || value === null) return false;
  const { target, files } = value as Partial<Shared>;
  return (
    typeof target === "string" &&
    typeof files === "object" &&
    files !== null &&
    Object.keys(files).length > 0 &&
    Object.entries(files).every(([path, text]) => PATH.test(path) && typeof text === "string")
  );
}

async function through(content: Uint8Array<ArrayBuffer>, step: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const reader = new Blob([content]).stream().pipeThrough(step).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.length;
    if (size > LARGEST) throw new Error("the mesh of the link is too large");
    chunks.push(read.value);
  }
  const whole = new Uint8Array(size);
  chunks.reduce((at, chunk) => (whole.set(chunk, at), at + chunk.length), 0);
  return whole;
}

function base64(content: Uint8Array): string {
  const text = Array.from(content, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}
