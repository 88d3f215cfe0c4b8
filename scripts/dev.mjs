// Development: builds the page on every change and runs the loopback shell from its sources, restarted on every change
// of the privileged side. It uses the same policy as a release: reload the browser to see a change.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../', import.meta.url))

const watcher = await build({
  configFile: `${root}scripts/vite/renderer.config.ts`,
  mode: 'development',
  build: { watch: {} },
})
await new Promise((resolve) => watcher.on('event', (event) => event.code === 'END' && resolve()))

const serve = ['--watch', '--watch-preserve-output', 'electron/serve.ts']
const child = spawn(process.execPath, [...serve, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.once('exit', (code) => watcher.close().then(() => process.exit(code ?? 0)))
