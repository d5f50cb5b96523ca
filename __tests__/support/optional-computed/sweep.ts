import { environmentSchema } from "../../../environments/schema/environment";
import { type Edited, editsOf } from "../changes/edits";
import { manyEntries } from "../changes/many-entries";
import { entryChanges, type SettingChange, valueChanges } from "../changes/setting-changes";
import { everySetting } from "../every-setting";
import { type WrittenArguments, writtenArguments } from "./written-arguments";

/**
 * Every setting with other values, and lists and records with an entry more and an entry less: which arguments are written before
 * and after.
 *
 * @param outdir a folder, which stays empty
 */
export function sweep(outdir: string): Edited<WrittenArguments>[] {
  const changes = [
    ...valueChanges(environmentSchema, everySetting),
    ...oneOfEach(entryChanges(environmentSchema, manyEntries)),
  ];
  return [...editsOf(changes, (environment) => writtenArguments(environment, outdir))];
}

/** Which entry it is does not matter to what is written of the resource, nor does their order. */
function oneOfEach(changes: readonly SettingChange[]): SettingChange[] {
  const counting = changes.filter(({ edit }) => edit !== "in another order");
  return [...new Map(counting.map((change) => [`${change.setting} ${change.edit}`, change])).values()];
}

/** The types of all resources that are the AWS provider's. */
export function typesOf(edits: readonly Edited<WrittenArguments>[]): Set<string> {
  const addresses = edits.flatMap(({ one, other }) => [...one.keys(), ...other.keys()]);
  const types = addresses.map((address) => address.split(".")[0] as string);
  return new Set(types.filter((type) => type.startsWith("aws_")));
}
