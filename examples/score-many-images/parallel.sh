#!/bin/sh
# Scores images in as many parts as there are shards, as many at a time as there are processor cores, with GNU parallel:
#
#     ./parallel.sh results 8 photos/ more.tar
#
# The same command goes on after a crash or Ctrl-C. Parts on other machines: parallel --sshlogin, where the names are the same.
set -eu
results=$1 shards=$2
shift 2
mkdir -p "$results"
seq "$shards" | parallel --quote --halt soon,fail=1 npx ferkit predict --shard "{}/$shards" --out "$results/{}.ndjson" "$@"
