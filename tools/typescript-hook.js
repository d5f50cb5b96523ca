// Lets Node run this project's TypeScript: types are stripped (sucrase), not checked, and the result is kept until the
// file changes. Used as `node -r ./tools/typescript-hook.js main.ts`, and by jest through the same `transpile`.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const nodeModule = require("node:module");
const { addHook } = require("pirates");

const CACHE = join(__dirname, "..", "node_modules", ".cache", "typescript-hook");
const SUCRASE_VERSION = require("sucrase/package.json").version;

/** TypeScript to CommonJS, line for line, so that a stack trace needs no source map. */
function transpile(source, file) {
  const { transform } = require("sucrase");
  const options = { transforms: ["typescript", "imports"], filePath: file, keepUnusedImports: false };
  return transform(source, options).code;
}

function transpileOnce(source, file) {
  const hash = createHash("sha1").update(SUCRASE_VERSION).update(source).digest("hex");
  const cached = join(CACHE, `${hash}.js`);
  try {
    return readFileSync(cached, "utf8");
  } catch {
    const code = transpile(source, file);
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

// Node 22 and later keep compiled code too.
nodeModule.enableCompileCache?.();
addHook(transpileOnce, { exts: [".ts"], ignoreNodeModules: true });

module.exports = { transpile };
