// Two turns of one thread with the TypeScript codex-sdk: what came of each, one line of JSON each.
const [sdk, cli, folder, prompt] = process.argv.slice(2);
const { Codex } = await import(sdk);
const codex = new Codex({ codexPathOverride: cli });
const options = { workingDirectory: folder, skipGitRepoCheck: true };
const thread = codex.startThread({ ...options, sandboxMode: "danger-full-access" });
const first = await thread.run(prompt);
console.log(JSON.stringify({ ...first, thread: thread.id }));
const again = codex.resumeThread(thread.id, { ...options, sandboxMode: "danger-full-access" });
const second = await again.run("again");
console.log(JSON.stringify({ ...second, thread: again.id }));
