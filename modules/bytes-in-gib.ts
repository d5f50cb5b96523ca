/** CloudWatch counts bytes; settings say GiB. */
export const BYTES_IN_GIB = 1024 ** 3;
