// Loaded before anything else, and therefore without syntax that an old Node does not know.
const { engines } = require("../package.json");

const oldest = Number(/\d+/.exec(engines.node)[0]);
const major = Number(process.versions.node.split(".")[0]);

if (major < oldest) {
  console.error(`Node ${process.versions.node} is too old: this project needs Node ${oldest} or later.

  With nvm:     nvm install                                  (takes the version in .nvmrc)
  Without:      npx -y -p node@${oldest} npm run synth               (npm brings one for this command)
`);
  process.exit(1);
}
