# Sourced by ./dev: every check that CI makes, counted honestly.

results=artifacts/test-results
passed=0 failed=0 skipped=0

test_all() {
  rm -rf "$results"
  mkdir -p "$results"
  step "install" ./dev install test || true
  step "format check" dotnet format Gantry.slnx --verify-no-changes || true
  if step "build" dotnet build Gantry.slnx -v quiet; then
    # A timeout far above the budget turns a hang into a failure that is told.
    run_tier Gantry.Tests 10m
    run_tier Gantry.DockerTests 20m
    run_tier Gantry.ClusterTests 60m
  fi

  local code=0
  [ "$failed" = 0 ] || code=1
  if [ -n "${CI:-}" ] && [ "$skipped" != 0 ]; then
    echo "Tests were skipped, and CI does not accept that."
    code=1
  fi
  echo "$passed passed, $failed failed, $skipped skipped"
  exit $code
}

step() {
  local name="$1"
  shift
  echo "== $name"
  if "$@"; then return 0; fi
  echo "FAILED: $name"
  failed=$((failed + 1))
  return 1
}

run_tier() {
  local project="$1" limit="$2" code=0
  local report="$results/$project.xml"
  echo "== $project"
  dotnet test --project "tests/$project" --no-build --no-progress --results-directory "$results" --timeout "$limit" \
    --report-xunit --report-xunit-filename "$project.xml" || code=$?

  local p f s
  read -r p f s < <(counts "$report") || true
  if [ -z "${s:-}" ]; then
    echo "FAILED: $project left no report (exit code $code)"
    failed=$((failed + 1))
    return 0
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  if [ $((p + f)) = 0 ]; then
    echo "FAILED: $project ran no test"
    failed=$((failed + 1))
  elif [ $code != 0 ] && [ "$f" = 0 ]; then
    echo "FAILED: $project ended with exit code $code though no test failed"
    failed=$((failed + 1))
  fi
}

# counts FILE: passed, failed (with errors outside a test), skipped (with explicit tests that did not run)
counts() {
  [ -s "$1" ] || return 1
  grep -o '<assembly [^>]*>' "$1" | awk '
    function number(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3) + 0 : 0 }
    { p += number("passed"); f += number("failed") + number("errors"); s += number("skipped") + number("not-run") }
    END { if (NR) print p, f, s }'
}
