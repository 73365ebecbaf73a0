// One query of the TypeScript claude-agent-sdk: its messages, one line of JSON each.
const [sdk, cli, folder, prompt, decides] = process.argv.slice(2);
const { query } = await import(sdk);
const canUseTool = async (name, input) =>
  decides === "allow"
    ? { behavior: "allow", updatedInput: input }
    : { behavior: "deny", message: "not now" };
const asked = (async function* () {
  yield { type: "user", message: { role: "user", content: prompt }, parent_tool_use_id: null };
})();
const options = { pathToClaudeCodeExecutable: cli, cwd: folder, env: process.env };
const given = decides
  ? { prompt: asked, options: { ...options, canUseTool } }
  : { prompt, options };
for await (const message of query(given)) {
  console.log(JSON.stringify(message));
  if (message.type === "result") break;
}
