#!/bin/sh
# How the model in src/piiscan/model/shipped was made on 2026-11-21: four cycles on a CPU that others used as well,
# about 45 minutes of training in all, 2,393 steps of 4,096 pieces, 10 million pieces. Nothing of gold-dev trained it;
# its thresholds are gold-dev's (scores: thresholds of a fold from the other folds).
#
#   runs/shipped_model.sh WORK LABELLED UNLABELLED GOLD
#
# LABELLED has train.jsonl and dev.jsonl, UNLABELLED is text: runs/data.sh makes both. The steps of the first three
# cycles were what fitted in the minutes there were; given as numbers here. Samples of the windows were drawn by `shuf`
# with these seeds; another version of it may draw others.
set -eu
WORK=$1 LABELLED=$2 UNLABELLED=$3 GOLD=$4
step() { echo "== $*" >&2; "${PYTHON:-python3}" -m piiscan train "$@"; }
draw() { yes "$1" | shuf -n "$2" --random-source=/dev/stdin "$LABELLED/train.jsonl" >"$WORK/$3"; }
fit() { step fit "$@" --dev "$LABELLED/dev.jsonl" --patience 0 --threads 2 --precision float32; }

mkdir -p "$WORK"
step tokenizer "$UNLABELLED" --size 8192 --limit 30000000 -o "$WORK/vocabulary"
fit "$LABELLED/train.jsonl" --tokenizer "$WORK/vocabulary" --steps 478 --every 250 --rate 1.5e-3 -o "$WORK/silver"
draw 7 75000 sub2.jsonl
fit "$WORK/sub2.jsonl" --dev-limit 1000 --init "$WORK/silver" --steps 914 --every 300 --rate 1.5e-3 -o "$WORK/silver2"
draw 91 60000 sub3.jsonl
fit "$WORK/sub3.jsonl" --dev-limit 800 --init "$WORK/silver2" --steps 351 --every 400 --rate 1.2e-3 -o "$WORK/silver3"
draw 1234 45000 sub4.jsonl
fit "$WORK/sub4.jsonl" --dev-limit 600 --init "$WORK/silver3" --steps 650 --every 325 --rate 1.5e-3 -o "$WORK/silver4"
# One step at no rate: the network stays, the thresholds are cross-validated.
step evaluate "$GOLD" --checkpoint "$WORK/silver4" --folds 5 --steps 1 --rate 1e-9 --threads 2 -o "$WORK/scores"
step export --checkpoint "$WORK/silver4" --calibration "$WORK/scores/calibration.json" --scores "$WORK/scores/scores.json" \
  --check "$GOLD" --name piiscan-base -o "$WORK/model"
