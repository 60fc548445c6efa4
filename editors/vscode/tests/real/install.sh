#!/bin/sh
# Install a real VS Code into build/code-server (820 MB), unless it is there: install.sh FOLDER
#
# No script of a package is run. Without the scripts of code-server the packages of the two parts of VS Code in it are
# installed here.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$1

if cmp -s "$here/package.json" "$folder/package.json" && [ -e "$folder/.complete" ]; then
  exit 0
fi
mkdir -p "$folder"
rm -f "$folder/.complete"
cp "$here/package.json" "$folder/package.json"
for part in . node_modules/code-server/lib/vscode node_modules/code-server/lib/vscode/extensions; do
  (cd "$folder/$part" && npm install --ignore-scripts --no-audit --no-fund --no-package-lock --omit=dev)
done
touch "$folder/.complete"
