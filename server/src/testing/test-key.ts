/** Master key of test databases; every byte 7, so that nobody takes it for a real one. */
export const testKey = Buffer.alloc(32, 7);
