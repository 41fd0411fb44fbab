#!/bin/sh
# The data of the first shipped model, from nothing: a corpus of pinned packages, and labelled windows cut from it.
#
#   runs/data.sh WORK [KEEP-OUT…]
#
# WORK       gets corpus/ (2 GB with the archives) and labelled/ (train.jsonl, dev.jsonl, test.jsonl, 150 MB)
# KEEP-OUT   files of names that judge the model: lists (`registry name` a line) or labelled data sets (.jsonl)
#
# Needs npm and apt-get for the packages of their registries, and the train extra. Environment: PYTHON, WINDOWS (210000),
# SEED (0), CAP (450000 characters of a package). The same command goes on where it was stopped.
set -eu

WORK=$1
shift
HERE=$(cd "$(dirname "$0")" && pwd)
PYTHON=${PYTHON:-python3}

. "$HERE/keep_out.sh"

"$PYTHON" -m piiscan train corpus "$HERE/corpus.txt" -o "$WORK/corpus" --cap "${CAP:-450000}" --seed "${SEED:-0}" "$@"
"$PYTHON" -m piiscan train label "$WORK/corpus" -o "$WORK/labelled" --windows "${WINDOWS:-210000}" --seed "${SEED:-0}"
"$PYTHON" -m piiscan train convert "$WORK/labelled/train.jsonl"
