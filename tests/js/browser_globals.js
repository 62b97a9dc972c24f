// What every browser has and Node 18 lacks; loaded before each test file.
import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto;
