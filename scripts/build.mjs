import { runCommand } from './machine/failure.mjs';
import { build } from './platform/build.mjs';

await runCommand(async () => {
  const began = performance.now();
  const { built, of } = await build();
  console.log(`Built ${built} of ${of} files in ${Math.round(performance.now() - began)} ms`);
});
