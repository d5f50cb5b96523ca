// Preloaded, gives everybody who asks for cdktf its successor.
const Module = require("node:module");

const resolve = Module._resolveFilename;
let used = false;

Module._resolveFilename = function resolveFilename(request, ...rest) {
  if (request !== "cdktf" && !request.startsWith("cdktf/")) return resolve.call(this, request, ...rest);
  used = true;
  return resolve.call(this, request.replace("cdktf", "cdktn"), ...rest);
};

process.once("exit", () => {
  if (!used) throw new Error("nobody asked for cdktf: this comparison compares cdktf with itself");
});
