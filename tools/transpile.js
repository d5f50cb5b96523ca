// How this project's TypeScript becomes JavaScript, at synth and in tests alike: types are stripped, not checked.

const { transform } = require("sucrase");

/** TypeScript to CommonJS, line for line, so that a stack trace needs no source map. */
function transpile(source, file) {
  return transform(source, {
    transforms: ["typescript", "imports"],
    disableESTransforms: true,
    filePath: file,
  }).code;
}

module.exports = { transpile };
