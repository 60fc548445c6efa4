// Modules that scripts/build.mjs writes, and such as have no types.
declare module "virtual:examples" {
  const examples: { name: string; files: Record<string, string> }[];
  export default examples;
}

declare module "virtual:words" {
  /** Words of the language by class, as scripts/vocabulary.py of the repository prints them. */
  const words: Record<string, string[]>;
  export default words;
}

declare module "virtual:targets" {
  const targets: { name: string; title: string; pattern: string; ended: string }[];
  export default targets;
}

declare module "*.css";
declare module "monaco-editor/editor/contrib/*";
