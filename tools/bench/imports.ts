/** Writes to standard output the files of cdktf and the provider bindings that the app loads. */
import "../../stacks/place-environment";

const bindings =
  /node_modules\/(@cdktf\/provider-[^/]+\/lib\/[^/]+\/index|cdktf\/lib\/index|constructs\/lib\/index)\.js$/;
const files = Object.keys(require.cache).filter((file) => bindings.test(file.replaceAll("\\", "/")));
console.log(JSON.stringify(files));
