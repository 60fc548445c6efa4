import assert from "node:assert/strict";
import { test } from "node:test";

import { type Found, type Missing, type Surroundings, installation, locate } from "../src/locate";

const POSIX: Surroundings = {
  setting: "",
  folders: ["/home/ada/shop"],
  trusted: true,
  interpreter: undefined,
  path: "/usr/local/bin:/usr/bin",
  home: "/home/ada",
  windows: false,
  isProgram: () => false,
  resolve: (path) => path,
};

function given(programs: string[], also: Partial<Surroundings> = {}): Found | Missing {
  return locate({ ...POSIX, ...also, isProgram: (path) => programs.includes(path) });
}

function command(programs: string[], also: Partial<Surroundings> = {}): string | undefined {
  const found = given(programs, also);
  return "command" in found ? found.command : undefined;
}

const VENV = "/home/ada/shop/.venv/bin/meshc";
const GLOBAL = "/usr/bin/meshc";
const CHOSEN = { interpreter: "/home/ada/envs/shop/bin/python" };

test("setting, environment of the workspace, chosen interpreter, path: in this order", () => {
  const chosen = "/home/ada/envs/shop/bin/meshc";
  const all = ["/opt/meshc", VENV, chosen, GLOBAL];
  assert.equal(command(all, { ...CHOSEN, setting: "/opt/meshc" }), "/opt/meshc");
  assert.equal(command(all, CHOSEN), VENV);
  assert.equal(command([chosen, GLOBAL], CHOSEN), chosen);
  assert.equal(command([GLOBAL], CHOSEN), GLOBAL);
  assert.equal(command(["/home/ada/shop/venv/bin/meshc", GLOBAL]), "/home/ada/shop/venv/bin/meshc");
});

test("a setting that leads nowhere is not replaced by something else", () => {
  assert.deepEqual(given([VENV, GLOBAL], { setting: "/opt/meshc" }), { setting: "/opt/meshc", python: undefined });
});

test("a setting may begin with the home or a folder of the workspace", () => {
  assert.equal(command(["/home/ada/bin/meshc"], { setting: "~/bin/meshc" }), "/home/ada/bin/meshc");
  const folders = ["/home/ada/a$&", "/home/ada/b"];
  assert.equal(command(["/home/ada/b/meshc"], { setting: "${workspaceFolder}/meshc", folders }), "/home/ada/b/meshc");
  assert.equal(command(["/home/ada/a$&/meshc"], { setting: "${workspaceFolder}/meshc", folders }), "/home/ada/a$&/meshc");
  assert.equal(command(["meshc"], { setting: "meshc" }), undefined);
});

test("without trust nothing of the workspace is run", () => {
  const untrusted = { trusted: false };
  assert.equal(command([VENV, GLOBAL], untrusted), GLOBAL);
  assert.equal(command([VENV], { ...untrusted, setting: VENV }), undefined);
  assert.equal(command([VENV], { ...untrusted, setting: "/home/ada/other/../shop/.venv/bin/meshc" }), undefined);
  assert.equal(command([VENV], { ...untrusted, interpreter: "/home/ada/shop/.venv/bin/python" }), undefined);
  assert.equal(command([VENV], { ...untrusted, path: "/home/ada/shop/.venv/bin" }), undefined);
  assert.equal(command(["/home/ada/shop-tools/meshc"], { ...untrusted, path: "/home/ada/shop-tools" }), "/home/ada/shop-tools/meshc");
});

test("without trust a link into the workspace is not followed", () => {
  const resolve = (path: string): string => (path === GLOBAL ? VENV : path);
  assert.equal(command([GLOBAL], { trusted: false, resolve }), undefined);
  assert.equal(command([GLOBAL], { trusted: true, resolve }), GLOBAL);
});

test("a relative folder of the path is left out", () => {
  assert.equal(command(["bin/meshc", "meshc", GLOBAL], { path: "bin:.::/usr/bin" }), GLOBAL);
});

test("the environment's own Python installs", () => {
  const python = "/home/ada/shop/.venv/bin/python";
  assert.deepEqual(given([python]), { setting: undefined, python });
  assert.deepEqual(given([python], { trusted: false }), { setting: undefined, python: undefined });
  assert.deepEqual(given([VENV, python]), { command: VENV, set: false, python });
});

test("Windows", () => {
  const windows = { windows: true, folders: ["C:\\shop"], path: "C:\\Python\\Scripts;C:\\Windows", home: "C:\\Users\\ada" };
  assert.equal(command(["C:\\shop\\.venv\\Scripts\\meshc.exe"], windows), "C:\\shop\\.venv\\Scripts\\meshc.exe");
  assert.equal(command(["C:\\Python\\Scripts\\meshc.exe"], windows), "C:\\Python\\Scripts\\meshc.exe");
  assert.equal(command(["C:\\SHOP\\.venv\\meshc.exe"], { ...windows, trusted: false, path: "c:\\SHOP\\.venv" }), undefined);
});

test("the command that installs", () => {
  assert.equal(installation(undefined, false), "pip install 'meshc[lsp]'");
  assert.equal(installation("/a/bin/python", false), "/a/bin/python -m pip install 'meshc[lsp]'");
  assert.equal(installation("/a b/bin/python", false), "'/a b/bin/python' -m pip install 'meshc[lsp]'");
  assert.equal(installation("C:\\a b\\python.exe", true), '& "C:\\a b\\python.exe" -m pip install "meshc[lsp]"');
});
