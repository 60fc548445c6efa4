// A mesh in the page: some files under a name. The examples are those of the repository, put here by the build.
import examples from "virtual:examples";

/** Where projects lie in the file system of the worker (python/page.py). */
const ROOT = "/meshes";

export interface Project {
  name: string;
  /** Text by path. */
  files: Record<string, string>;
}

export const EXAMPLES: readonly Project[] = examples;

/** The files in the order in which they are shown: main.mesh leads. */
export function paths(project: Project): string[] {
  const depth = (path: string): number => (path === "main.mesh" ? -1 : path.split("/").length);
  return Object.keys(project.files).sort((a, b) => depth(a) - depth(b) || a.localeCompare(b, "en"));
}

export function uriOf(project: Project, path: string): string {
  return `file://${ROOT}/${project.name}/${path}`;
}

/** The path of a file of the project; undefined for another URI. */
export function pathOf(project: Project, uri: string): string | undefined {
  const folder = `file://${ROOT}/${project.name}/`;
  return uri.startsWith(folder) ? uri.slice(folder.length) : undefined;
}

export function example(name: string): Project | undefined {
  return EXAMPLES.find((each) => each.name === name);
}
