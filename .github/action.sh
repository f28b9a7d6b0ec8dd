#!/usr/bin/env bash
# The files that a change touches → annotations in the log, a summary, a SARIF log, and pages.
#
# It runs in a checkout, with the variables of GitHub Actions (GITHUB_OUTPUT, GITHUB_STEP_SUMMARY,
# RUNNER_TEMP) and those of action.yml (HEDGING_FILES, HEDGING_BASE, HEDGING_MAX, HEDGING_FAIL_ON).
# It ends with 1 where a limit is passed, and with 2 where something could not be checked.
set -euo pipefail

sarif="$RUNNER_TEMP/hedging.sarif"
pages="$RUNNER_TEMP/hedging-pages"
# The summary of a step may have a megabyte.
most=300000

# The base of a pull request is the first parent of the commit that merges it, also in a checkout of
# that commit alone.
base="${HEDGING_BASE:-$(git cat-file -p HEAD | sed -n 's/^parent //p' | sed 1q)}"
if [ -z "$base" ]; then
    echo "the commit that is checked out has no parent: there is nothing to compare with"
    exit 0
fi
git cat-file -e "$base^{commit}" 2>/dev/null || git fetch --quiet --depth=1 origin "$base"

patterns=()
while IFS= read -r pattern; do
    [ -z "$pattern" ] || patterns+=("$pattern")
done <<<"$HEDGING_FILES"
files=()
while IFS= read -r -d '' file; do
    files+=("$file")
done < <(git diff -z --name-only --no-renames --diff-filter=d "$base" HEAD -- "${patterns[@]}")
if [ ${#files[@]} -eq 0 ]; then
    echo "no text changed"
    exit 0
fi

check=(hedging check --diff "$base")
[ -z "$HEDGING_MAX" ] || check+=(--max-hedged "$HEDGING_MAX")
compare=(hedging compare --since "$base")
[ -z "$HEDGING_FAIL_ON" ] || compare+=(--fail-on "$HEDGING_FAIL_ON")

code=0
worse() { [ "$1" -le "$code" ] || code="$1"; }

# A part of the summary: what a command printed, with its messages, as it is.
part() {
    local title="$1" printed="$RUNNER_TEMP/hedging.txt"
    shift
    "$@" >"$printed" 2>&1 || worse $?
    {
        echo "### $title"
        echo
        echo "<pre>"
        head -c "$most" "$printed" | sed 's/&/\&amp;/g; s/</\&lt;/g'
        echo "</pre>"
        echo
    } >>"$GITHUB_STEP_SUMMARY"
    # What a text says is no command to the runner.
    local mark="hedging-$RANDOM$RANDOM$RANDOM$RANDOM"
    echo "::stop-commands::$mark"
    cat "$printed"
    echo "::$mark::"
}

"${check[@]}" --format github -- "${files[@]}" || worse $?
"${check[@]}" --format sarif -- "${files[@]}" >"$sarif" || worse $?
part "What the changed sentences leave open" "${check[@]}" -- "${files[@]}"
part "What became of the claims" "${compare[@]}" -- "${files[@]}"
hedging report -o "$pages" -- "${files[@]}" || worse $?
echo "sarif=$sarif" >>"$GITHUB_OUTPUT"
echo "pages=$pages" >>"$GITHUB_OUTPUT"
exit "$code"
