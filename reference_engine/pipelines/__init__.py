"""Run coding agents in stages, iteration by iteration, and resume what was interrupted.

Commands
  reference-pipelines run PIPELINE.yaml --session S    run a pipeline
  reference-pipelines run --stage NAME --session S     run one stage of .pipelines/stages
  reference-pipelines resume --session S               go on where a session ended
  reference-pipelines show --session S [--json]        tell how a session stands
Flags of run and resume: --iterations N, --provider P, --model M; of run alone: --context TEXT and
--input FILE, which every agent is given to read;
of resume alone: --answer yes|no; of all: --project DIR. With run, --iterations needs a pipeline
of one stage; with resume it is the new cap of the current stage. A session keeps the plan it was
started with, flags and environment included; a flag given to resume counts for that run only.

pipeline.yaml
  name, provider?, model?, context?, hooks?, stages: a list of
    name, stage? (a folder of .pipelines/stages; keys given here win) or prompt? (text),
    termination?, provider?, model?, context?, timeout?, approval?, parallel?,
    inputs?: {from: NAME of an earlier stage, select: latest | all}
hooks
  pre_iteration, post_iteration, between_stages, on_error: programs, relative to the project
  timeout: seconds that a hook may take, 60 unless given
approval: a person is asked before the stage begins
  question?; timeout? (seconds), after which the answer is default? (yes | no)
.pipelines/stages/NAME/stage.yaml, beside its prompt.md
  name, description?, termination?, provider?, model?, parallel?,
  timeout? (seconds per iteration)
parallel: several agents work on each iteration side by side
  agents: a list of {provider?, model?}; what one leaves out is the stage's
  merge: all (the default), first or consensus; needed: k, for consensus alone
termination
  type: fixed (the default), judgment or queue
  iterations: the cap; 1 for fixed, 25 for judgment and queue, unless given
  min_iterations (1), consensus (2): judgment needs so many iterations, and stops in a row
  tasks: where a queue's tasks are kept; {type: beads} unless given
tasks
  {type: beads, label?}               `bd`; issues labelled pipeline/${SESSION_NAME} unless given
  {type: json, file, list?, id?, title?, done?}    the list and its fields: tasks, id, title, done
  {type: markdown, file}              lines as `- [ ] text`; the text is the task's id
  {type: program, program}            `PROGRAM ready` prints lines as `ID TITLE`, what is open;
                                      `PROGRAM close ID` closes one; SESSION_NAME is set

fixed completes after its iterations, or when the agent decides `stop`. judgment completes by
consensus. queue completes when nothing is open; the agent's `stop` does not end it. Each of its
iterations is given the first open task that no other session works on. The engine closes what the
decision lists in `work.items_completed`, once the iteration is recorded; of an agent that failed
it closes nothing. What an agent closed itself stays closed. In files, only the ticks change.

Of agents side by side, all must end well (or `needed` of them, or the first); the iteration's
decision is `stop` when as many decide so, and an item is completed when as many list it. Whoever
ends is recorded at once. One that fails ends nobody else; a resume asks only those that have not
ended well. `first` ends the others as soon as one has ended well. `inputs` are the outputs of all
that ended well.

Provider (claude, codex) and model are looked up one by one, in this order: flag, stage, pipeline,
environment (PIPELINES_PROVIDER, PIPELINES_MODEL), default. The default model is the provider's:
opus for claude, gpt-5.5 for codex. Whoever overrides a provider should look at the model too.

Each iteration is a fresh process in the project's folder; what it leaves running ends with it.
SIGINT, SIGTERM and SIGHUP end it, too: first it is asked, two seconds later it is killed.

Variables in prompts
  ${SESSION_NAME} ${STAGE} ${ITERATION} ${MAX_ITERATIONS} ${CONTEXT}
  ${PROGRESS}  file for notes that all iterations of a stage share
  ${STATUS}    file for the agent's decision, as JSON: {"decision": "continue" | "stop" | "error",
               "reason", "summary", "work": {"items_completed": [], "files_touched": []}}
  ${OUTPUT}    file that holds what the agent prints
  ${CTX}       file with all of this as JSON
  ${INPUTS}    files with the outputs that `inputs` chose, one per line
  ${TASK} ${TASK_TITLE}  id and title of the task of a queue
  ${AGENT}     which of several agents it is, from 0
  ${PREVIOUS}  file with the output of the iteration before, or nothing

Hooks
  Executable files .pipelines/hooks/POINT or POINT.sh (any suffix), then those of the pipeline.
  Each reads JSON on stdin: hook, session, pipeline, stage, iteration, state (a path), and after
  an iteration or a stage its `result`, for errors the `error`; PIPELINES_HOOK, _SESSION, _STAGE,
  _ITERATION and _STATE are set. One that exits with a code stops the session (hook_abort), so does
  one that is killed, missing or takes too long (hook_failed); before an iteration, that never
  starts. What a hook on_error does changes nothing. After a crash, a hook may run once more.

Approval
  At a terminal the person is asked there. Elsewhere the session is paused, until somebody resumes
  it with --answer, or resumes it after the deadline. An answer at the deadline is in time.

Exit codes
  0 complete, 1 failed, 2 usage error, 3 stopped at its cap, 4 another engine runs the session,
  5 paused until a person answers, 129 after SIGHUP, 130 after SIGINT, 143 after SIGTERM

Files, under .pipelines
  runs/S/state.json, plan.json
  runs/S/stage-00-name/progress.md, iterations/001/{prompt.md,context.json,output.md,stderr.log,
  status.json}, attempts/001-1/ (what an iteration left that was not completed); the same in
  runs/S/stage-00-name/agent-0/ for each of several agents
  locks/S.lock, while an engine runs the session; locks/tasks/, what agents work on
"""
