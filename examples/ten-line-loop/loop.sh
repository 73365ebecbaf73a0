#!/bin/bash
# ten-line ralph
for ((i = 1; i <= ${1:-10}; i++)); do
  out=$(claude --dangerously-skip-permissions -p < PROMPT.md | tee /dev/stderr)
  if grep -q '^<promise>COMPLETE</promise>$' <<< "$out"; then
    echo "All done after $i iterations"
    exit 0
  fi
done
echo "Gave up after $1 iterations" >&2
exit 1
