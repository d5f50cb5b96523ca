import { createApp, withoutTokenTraces } from "../../stacks/create-app";

test("an error that leaves says where it came from", () => {
  let caught = new Error();
  try {
    withoutTokenTraces(() => {
      throw new Error("from inside");
    });
  } catch (error) {
    caught = error as Error;
  }
  expect(caught.stack).toMatch(/from inside\n\s+at .*create-app\.test\.ts/);
});

test("stack traces are written again afterwards", () => {
  withoutTokenTraces(() => createApp());
  expect(new Error("later").stack).toMatch(/\n\s+at /);
});
