/** In one state, Terraform knows of all dependencies, and forces on each layer what the others ask for. */
import { guidesVariants } from "../support/variants";
import { namesMadeAgain } from "./rules/names-made-again";
import { expectKept, stacksOf } from "./stacks";

test.each(guidesVariants)(`${namesMadeAgain.title}: %s, in one state`, (title, environment) => {
  expectKept(namesMadeAgain, stacksOf([title, { ...environment, layout: "single" }]));
});
