import { Testing } from "cdktf";
// Only declares the matchers to TypeScript.
import type {} from "cdktf/lib/testing/adapters/jest";

Testing.setupJest();
