// The packed extension has everything that it needs: node tests/packed.mjs FILE.vsix
//
// It is unpacked into a folder without `node_modules`, loaded with a stand-in for the editor, and activated on a
// machine without a server, where it must say which command installs one.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import Module, { builtinModules, createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

const folder = mkdtempSync(join(tmpdir(), "meshc-vsix-"));
try {
  const names = await unpack(process.argv[2], folder);
  const root = join(folder, "extension");
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

  const { languages, grammars, snippets } = manifest.contributes;
  const paths = [
    manifest.main,
    ...languages.flatMap((language) => [language.configuration, ...Object.values(language.icon)]),
    ...[...grammars, ...snippets].map((one) => one.path),
  ];
  for (const path of paths) {
    assert.ok(existsSync(join(root, path)), `${path} is not packed`);
  }
  for (const name of ["README.md", "CHANGELOG.md", "LICENSE"]) {
    assert.ok(names.some((packed) => packed.toLowerCase().startsWith(`extension/${name.toLowerCase()}`)), `${name} is not packed`);
  }
  assert.ok(!names.some((name) => /node_modules|\/src\/|\/tests\//.test(name)), "sources are packed");

  const bundle = join(root, manifest.main);
  execFileSync(process.execPath, ["--check", bundle]);
  const wanted = [...readFileSync(bundle, "utf8").matchAll(/\brequire\("([^"]+)"\)/g)].map((match) => match[1]);
  const strange = wanted.filter((name) => name !== "vscode" && !builtinModules.includes(name.replace(/^node:/, "")));
  assert.deepEqual(strange, [], "modules that are not packed");

  const licences = readFileSync(join(root, "dist", "licences.txt"), "utf8");
  assert.match(licences, /^vscode-languageclient [\d.]+$/m);

  const missing = await activated(bundle, folder, () => undefined);
  assert.equal(missing.shown.length, 1, "one message");
  assert.match(missing.shown[0], /not installed.* pip install ['"]meshc\[lsp\]['"]$/);

  if (process.platform !== "win32") {
    const programs = join(folder, "chosen", "bin");
    mkdirSync(programs, { recursive: true });
    writeFileSync(join(programs, "meshc"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    const chosen = await activated(bundle, folder, (id) => (id === "ms-python.python" ? python(programs) : undefined));
    assert.ok(chosen.logged.includes(`starting ${join(programs, "meshc")} lsp`), chosen.logged.join("\n"));
  }
  console.log(`${names.length} files packed, the extension starts`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The files of an archive, written into a folder; their names. */
async function unpack(archive, into) {
  const names = [];
  const zip = await new Promise((done, failed) =>
    // Comes with vsce.
    require("yauzl").open(archive, { lazyEntries: true }, (error, file) => (error ? failed(error) : done(file))),
  );
  await new Promise((done, failed) => {
    zip.on("end", done).on("error", failed);
    zip.on("entry", (entry) => {
      if (entry.fileName.endsWith("/")) {
        zip.readEntry();
        return;
      }
      zip.openReadStream(entry, async (error, stream) => {
        if (error) {
          failed(error);
          return;
        }
        const path = join(into, entry.fileName);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, Buffer.concat(await stream.toArray()));
        names.push(entry.fileName);
        zip.readEntry();
      });
    });
    zip.readEntry();
  });
  return names;
}

/** What the extension shows and logs when it is activated with an empty PATH. */
async function activated(bundle, home, getExtension) {
  const shown = [];
  const logged = [];
  const editor = standIn({
    workspace: {
      isTrusted: true,
      workspaceFolders: [],
      getConfiguration: () => ({ get: (_name, otherwise) => otherwise }),
    },
    window: {
      showWarningMessage: async (message) => void shown.push(message),
      createOutputChannel: () => standIn({ info: (line) => void logged.push(line) }),
    },
    extensions: { getExtension },
  });
  const load = Module._load;
  Module._load = (name, ...rest) => (name === "vscode" ? editor : load(name, ...rest));
  process.env.PATH = join(home, "empty");
  try {
    delete require.cache[bundle];
    const extension = require(bundle);
    await extension.activate({ subscriptions: [] });
    await extension.deactivate();
  } finally {
    Module._load = load;
  }
  return { shown, logged };
}

/** The Python extension, in which the interpreter of an environment is chosen. */
function python(programs) {
  const environments = {
    getActiveEnvironmentPath: () => ({ path: programs }),
    resolveEnvironment: async () => ({ executable: { uri: { fsPath: join(programs, "python") } } }),
    onDidChangeActiveEnvironmentPath: () => ({ dispose: () => undefined }),
  };
  return { isActive: true, exports: { environments } };
}

/** Something that has every member, each of which can be called, constructed and extended; some are given. */
function standIn(given = {}) {
  const anything = class {};
  return new Proxy(anything, {
    get: (target, name) => {
      if (name in given) {
        const value = given[name];
        return typeof value === "object" && !Array.isArray(value) ? standIn(value) : value;
      }
      // Not a promise: `await` would wait for it.
      return name === "then" ? undefined : name in target || typeof name === "symbol" ? target[name] : standIn();
    },
    set: () => true,
    apply: () => standIn(),
    construct: (_target, _arguments, extending) => Reflect.construct(anything, [], extending),
  });
}
