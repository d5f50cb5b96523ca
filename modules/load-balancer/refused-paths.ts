/** Paths that are for operators, and open to whoever asks the services. */
export const REFUSED_PATHS = ["/metrics", "/metrics/*", "/debug", "/debug/*"];

/** The rule that refuses them comes before every other. */
export const REFUSED_PRIORITY = 10;
export const REFUSED_RULE = "refused_paths";
