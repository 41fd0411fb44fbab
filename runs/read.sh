#!/bin/sh
# The data that were read and labelled, from nothing: the labels of readings*.jsonl.gz laid on the packages that they are of.
#
#   runs/read.sh WORK CORPUS [KEEP-OUT…]
#
# WORK       gets read/train/train.jsonl, read/second/second.jsonl (read later, to train too), read/dev/dev.jsonl
#            (packages that trained nothing) and read/calibrate/calibrate.jsonl (more such packages, for thresholds)
# CORPUS     what runs/data.sh made of corpus.txt: the folder with corpus.jsonl.gz
# KEEP-OUT   as for runs/data.sh; the same ones, since what is kept out decides which files are near duplicates
#
# Needs npm and apt-get, and the train extra. A package that its registry no longer has is said, and its labels are left out.
set -eu

WORK=$1 CORPUS=$2
shift 2
HERE=$(cd "$(dirname "$0")" && pwd)
PYTHON=${PYTHON:-python3}

. "$HERE/keep_out.sh"

more=$WORK/corpus-read wide=$WORK/corpus-read-wide second=$WORK/corpus-read-2 fresh=$WORK/corpus-calibrate
"$PYTHON" -m piiscan train corpus "$HERE/corpus-read.txt" -o "$more" --cap 260000 --plain 30000000 "$@"
"$PYTHON" -m piiscan train corpus "$HERE/corpus-read.txt" -o "$wide" --cap 2500000 --plain 1000 "$@"
"$PYTHON" -m piiscan train corpus "$HERE/corpus-read-2.txt" -o "$second" --cap 2500000 --plain 1000 "$@"
"$PYTHON" -m piiscan train corpus "$HERE/corpus-calibrate.txt" -o "$fresh" --cap 160000 --plain 1000 "$@"
place() { "$PYTHON" -m piiscan train place "$@" --missing; }
texts="$CORPUS/corpus.jsonl.gz $more/corpus.jsonl.gz"
mkdir -p "$WORK/read/train" "$WORK/read/dev" "$WORK/read/test" "$WORK/read/calibrate" "$WORK/read/second"
# shellcheck disable=SC2086
place "$HERE/readings.jsonl.gz" $texts --part train -o "$WORK/read/train/train.jsonl"
# shellcheck disable=SC2086
place "$HERE/readings.jsonl.gz" $texts --part dev -o "$WORK/read/dev/dev.jsonl"
# shellcheck disable=SC2086
place "$HERE/readings.jsonl.gz" $texts --part test -o "$WORK/read/test/test.jsonl"
cat "$WORK/read/test/test.jsonl" >>"$WORK/read/dev/dev.jsonl"
# All of the second reading trains: those of its packages that give thresholds are in readings-calibrate.jsonl.gz.
place "$HERE/readings-2.jsonl.gz" "$second/corpus.jsonl.gz" "$wide/corpus.jsonl.gz" -o "$WORK/read/second/second.jsonl"
place "$HERE/readings-calibrate.jsonl.gz" "$fresh/corpus.jsonl.gz" "$second/corpus.jsonl.gz" -o "$WORK/read/calibrate/calibrate.jsonl"
