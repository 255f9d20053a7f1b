#!/bin/sh
# Scores images with GNU parallel, one process per shard, as many at a time as there are processor cores. Here in 8 shards:
#
#     ./parallel.sh results 8 photos/ more.tar
#
# The same command resumes after a crash or Ctrl-C. For several machines add --sshlogin; all must see the same file names.
set -eu
results=$1 shards=$2
shift 2
mkdir -p "$results"
seq "$shards" | parallel --quote --halt soon,fail=1 npx ferkit predict --shard "{}/$shards" --out "$results/{}.ndjson" "$@"
