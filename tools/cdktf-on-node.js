// cdktf 0.21 calls util.isArray, which Node 22 and later warn about on stderr, once a run. Node calls it deprecated in favour
// of the function that takes its place here.
require("node:util").isArray = Array.isArray;
