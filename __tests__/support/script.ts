import { join } from "node:path";
import { runScript } from "../../modules/shell-script";

/** A script as the shell gets it from Terraform, with what goes before it: `modules/ecs/wait-for-deployment.sh`. */
export function scriptOf(path: string, options?: { readonly retry: boolean }): string {
  const [, , text = ""] = runScript(join(__dirname, "../..", path), {}, options).interpreter;
  return text.replaceAll("$${", "${").replaceAll("%%{", "%{");
}
