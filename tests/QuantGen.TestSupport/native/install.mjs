// Installs the native ONNX Runtime library from npm: node install.mjs DESTINATION_FILE
// Works in a folder of its own and renames the library into place at the end, so builds that run at once do not disturb each other.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const destination = process.argv[2];
const parent = dirname(destination);
mkdirSync(parent, { recursive: true });
const staging = mkdtempSync(join(parent, 'npm-'));

try {
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
    copyFileSync(join(import.meta.dirname, file), join(staging, file));
  }

  const windows = process.platform === 'win32';
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: staging, stdio: ['ignore', 'ignore', 'inherit'], shell: windows });

  const binaries = join(staging, 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6', process.platform, process.arch);
  const library = existsSync(binaries)
    ? readdirSync(binaries).find(name => /^(libonnxruntime\.so\.1|libonnxruntime\.1\.dylib|onnxruntime\.dll)$/.test(name))
    : undefined;
  if (library === undefined) {
    console.log(`onnxruntime-node has no library for ${process.platform}-${process.arch}.`);
    process.exitCode = 1;
  } else {
    const complete = join(staging, basename(destination));
    copyFileSync(join(binaries, library), complete);
    renameSync(complete, destination);
  }
} finally {
  rmSync(staging, { recursive: true, force: true });
}
