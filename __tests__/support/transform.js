// jest runs the same JavaScript as synth does.
const { transpile } = require("../../tools/transpile");

module.exports = { process: (source, file) => ({ code: transpile(source, file) }) };
