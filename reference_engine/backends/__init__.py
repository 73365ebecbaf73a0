"""Work with `claude` or `codex` through one abstraction: sessions, agents, checks, transcripts.

Commands
  reference-backends [OPTIONS] [ARGS …]      a session of the selected backend; ARGS go to its CLI
    --backend NAME  --profile NAME  --config FILE  --list-backends  --info [NAME]  --version
  reference-backends-call METHOD [JSON]      one method of the backend; the answer is JSON:
                                             {success, data, metadata, error}
  reference-backends-mcp SERVER              one MCP server over stdio

Settings, each looked up as flag, environment, `.env` of the project (or the --config file), default
  AMPLIFIER_BACKEND                claude or codex; without it the first that is available, claude
                                   before codex, unless AMPLIFIER_BACKEND_AUTO_DETECT is off
  CLAUDE_CLI_PATH, CODEX_CLI_PATH  where the CLI lies; else it is looked up on PATH
  CODEX_PROFILE                    development (the default), ci or review
  MEMORY_SYSTEM_ENABLED            true, 1 or yes; off by default
  MEMORY_STORAGE_DIR               .data/memories
  MEMORY_EXTRACTION_MODEL, MEMORY_EXTRACTION_TIMEOUT (60 seconds),
  MEMORY_EXTRACTION_MAX_MESSAGES (20), MEMORY_EXTRACTION_MAX_CONTENT_LENGTH (2000 characters)
  WEB_SEARCH_URL                   address of a search service, with {query}, that answers JSON:
                                   {results: [{title, url, snippet}]}

A backend is available where its folder (.claude, .codex) is in the project and its CLI tells its
version. A backend that was asked for is never replaced by the other one.

Exit codes
  of a session: the CLI's own; 1 not available, or a bad configuration; 2 usage; 130 interrupted
  of a call: 0 where it succeeded, 1 where it did not, 2 usage
"""
