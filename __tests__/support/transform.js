// jest runs the same JavaScript as synth does.
require("../../tools/cdktf-on-node");
const { transpile } = require("../../tools/transpile");

module.exports = { process: (source, file) => ({ code: transpile(source, file) }) };
