# Sourced: where the machine's Node is older than this project needs, puts another in front of it on the PATH. npm's package
# "node" holds Node itself; it stays in .cache/.
NODE_VERSION=22.23.3

if [ "$(node -p 'process.versions.node.split(".")[0]')" -lt "$(cat .nvmrc)" ]; then
  home="$PWD/.cache/node-$NODE_VERSION"
  echo "Node $(node -p process.versions.node) is too old for this project: using $NODE_VERSION, which npm installs into .cache/"
  if ! "$home/node_modules/node/bin/node" --version > /dev/null 2>&1; then
    npm install --prefix "$home" --no-package-lock --no-audit --no-fund --loglevel=error "node@$NODE_VERSION"
  fi
  export PATH="$home/node_modules/node/bin:$PATH"
fi
