/**
 * What a module has to know of a resource that it is given: the resource itself fits, a module of ours around it, and
 * `{ id: "vpc-0a1b2c" }` for what somebody else made.
 */
export interface HasId {
  /** AWS's own id, such as `vpc-0a1b2c` and `subnet-0a1b2c`. */
  readonly id: string;
}

/** As `HasId`, for what is referred to by its ARN, such as keys. */
export interface HasArn {
  readonly arn: string;
}
