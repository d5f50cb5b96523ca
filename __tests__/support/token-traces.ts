// cdktf notes a stack trace with every token, and Jest would look each up in source maps: a third of the time of a test. Errors
// keep theirs.
const { captureStackTrace } = Error;

Error.captureStackTrace = (target, below) => {
  if (target instanceof Error) captureStackTrace(target, below);
};
