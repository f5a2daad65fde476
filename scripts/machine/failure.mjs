/**
 * Something the person at the keyboard can put right. Its message is one line that says what is wrong and what to do;
 * the commands print that line alone and exit with 1.
 */
export class Failure extends Error {
  name = 'Failure';
}

export const oneLine = (error) =>
  error instanceof Failure ? error.message : `${error?.name ?? 'Error'}: ${error?.message ?? error}`.split('\n')[0];

/** Runs a command's main function; what it throws becomes one line and the exit code. */
export async function runCommand(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (!(error instanceof Failure)) console.error(error?.stack ?? error);
    console.error(`✗ ${oneLine(error)}`);
    process.exitCode = 1;
  }
}
