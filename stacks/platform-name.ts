/** What everything is part of: it stands in the descriptions that people read in AWS's console. */
export const PLATFORM_NAME = "the MCP platform";
