// Lets Node run this project's TypeScript: `node -r ./tools/typescript-hook.js main.ts`. What was made of a file is kept
// until the file changes: not even loading sucrase saves a fifth of the time of a synth.
require("./node-version");
require("./cdktf-on-node");
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const nodeModule = require("node:module");
const { addHook } = require("pirates");

const CACHE = join(__dirname, "..", "node_modules", ".cache", "typescript-hook");
const VERSION =
  require("sucrase/package.json").version + readFileSync(require.resolve("./transpile"), "utf8");

function transpileOnce(source, file) {
  const hash = createHash("sha1").update(VERSION).update(source).digest("hex");
  const cached = join(CACHE, `${hash}.js`);
  try {
    return readFileSync(cached, "utf8");
  } catch {
    const code = require("./transpile").transpile(source, file);
    store(cached, code);
    return code;
  }
}

function store(path, code) {
  try {
    mkdirSync(CACHE, { recursive: true });
    // Written aside and renamed: another process never reads half a file.
    const aside = `${path}.${process.pid}`;
    writeFileSync(aside, code);
    renameSync(aside, path);
  } catch {
    // A read-only checkout works as well, only slower.
  }
}

// Node keeps compiled code too.
nodeModule.enableCompileCache();
addHook(transpileOnce, { exts: [".ts"], ignoreNodeModules: true });
