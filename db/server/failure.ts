const REMEDIES: Record<string, string> = {
  EACCES: "run as the user that made it, or choose another with TIDEMARK_DATA_DIR",
  EPERM: "run as the user that made it, or choose another with TIDEMARK_DATA_DIR",
  EROFS: "choose one on a disk that can be written, with TIDEMARK_DATA_DIR",
  EEXIST: "choose another with TIDEMARK_DATA_DIR",
  ENOTDIR: "choose another with TIDEMARK_DATA_DIR",
  ENOSPC: "make room on the disk and try again",
  EDQUOT: "make room on the disk and try again",
};

/** Says what to do about a folder that the system does not let us use; any other error stays as it is. */
export function inWords(error: unknown, dataDir: string): unknown {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const remedy = REMEDIES[code];
  if (!remedy) return error;
  return new Error(`The data folder ${dataDir} cannot be used (${message}): ${remedy}.`, { cause: error });
}
