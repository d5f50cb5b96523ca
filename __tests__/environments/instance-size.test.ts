import { AWS_DATA, allTypes } from "../../environments/schema/aws-data";
import { instanceSize } from "../../environments/schema/instance-size";

test.each([
  ["db.t4g.micro", 2, 1],
  ["db.t3.2xlarge", 8, 32],
  ["db.m6g.large", 2, 8],
  ["db.r6g.xlarge", 4, 32],
  ["db.x2g.large", 2, 32],
  ["db.x2iedn.32xlarge", 128, 4096],
  ["cache.r7g.large", 2, 16],
  ["m6i.large", 2, 8],
  ["m7g.medium", 1, 4],
  ["c7gn.4xlarge", 16, 32],
  ["z1d.3xlarge", 12, 96],
])("%s has %d vCPUs and %d GiB", (type, vcpus, gib) => {
  expect(instanceSize(type)).toEqual({ vcpus, gib });
});

test.each(["c5n.large", "t2.micro", "x1e.xlarge", "g5.xlarge", "m6i.metal", "m6i", ""])(
  "of %j nobody knows",
  (type) => {
    expect(instanceSize(type)).toBeUndefined();
  },
);

test("every instance class of RDS is known", () => {
  expect(allTypes(AWS_DATA.instanceClasses).filter((type) => !instanceSize(type))).toEqual([]);
});
