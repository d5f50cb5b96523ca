import { withoutTokenTraces } from "../../stacks/create-app";

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

test("an error that notes its own stack trace has one", () => {
  const caught = withoutTokenTraces(() => {
    const error = new Error("from inside");
    error.stack = undefined;
    Error.captureStackTrace(error);
    return error;
  });
  expect(caught.stack).toMatch(/\n\s+at /);
});

test("afterwards everything is as it was", () => {
  const { captureStackTrace } = Error;
  withoutTokenTraces(() => expect(Error.captureStackTrace).not.toBe(captureStackTrace));
  expect(Error.captureStackTrace).toBe(captureStackTrace);
});
