import type { App } from "cdktf";
import { readAccepted } from "./accepted-addresses";
import { wasProtected } from "./accepted-settings";
import { overrideResources } from "./override-resources";
import { protectResources } from "./protected-resources";

/**
 * Gives resources what their environments say of them, once all layers are placed: whether they are protected, and the arguments
 * of `overrides`.
 *
 * @param lists the directory of what teams have accepted: until they accept that AWS protects an environment no longer, it is
 *   taken for protected. @default its settings alone decide
 * @throws SettingsError that names each override at fault
 */
export function finishResources(app: App, lists?: string): void {
  // First: overrides have the last word.
  protectResources(app, ({ name }) => {
    const accepted = lists === undefined ? undefined : readAccepted(lists, name);
    return accepted !== undefined && wasProtected(accepted.settings);
  });
  overrideResources(app);
}
