#!/bin/sh
# The first shipped model, from nothing to a folder that `piiscan scan --model` takes.
#
#   runs/first_model.sh WORK GOLD [CREDDATA]
#
# WORK      where everything goes (10 GB are plenty); the same command goes on where it was stopped
# GOLD      gold-dev.jsonl: judges the model before it trains on it, and by cross-validation after
# CREDDATA  optional: partial labels as `piiscan train` reads them; trains in every fold, and in the last step
#
# Environment: PYTHON (with the train extra), MINUTES of training in all (60), THREADS (2), SHAPE (base),
# WINDOWS to label (60000), PRECISION (float32; bfloat16 where the CPU has AMX or on a GPU),
# LABELLED (a folder with train.jsonl and dev.jsonl: skips corpus and labels), PLAIN (unlabelled text for it).
set -eu

WORK=$1 GOLD=$2 CREDDATA=${3:-}
HERE=$(cd "$(dirname "$0")" && pwd)
PYTHON=${PYTHON:-python3} MINUTES=${MINUTES:-60} THREADS=${THREADS:-2} SHAPE=${SHAPE:-base}
WINDOWS=${WINDOWS:-60000} PRECISION=${PRECISION:-float32} LABELLED=${LABELLED:-} PLAIN=${PLAIN:-}
LANGUAGE=$(awk "BEGIN { print $MINUTES * 0.2 }") LABELS=$(awk "BEGIN { print $MINUTES * 0.6 }")
# Text for one pass in that time: two cores read about 2.5 million characters a minute.
TEXT=$(awk "BEGIN { print int($LANGUAGE * ${SPEED:-2500000}) }")
# Four folds and the last adaptation, 400 steps of 4,096 pieces each: 12 minutes of two cores.
ADAPT=${ADAPT:-400} FOLDS=${FOLDS:-4} REPLAY=${REPLAY:-200}

step() { echo "== $*" >&2; "$PYTHON" -m piiscan train "$@"; }
loop="--threads $THREADS --precision $PRECISION --shape $SHAPE"

# 1 data
if [ -z "$LABELLED" ]; then
  [ -e "$WORK/corpus/manifest.json" ] ||
    step corpus "$HERE/corpus.txt" -o "$WORK/corpus" --keep-out "$GOLD" ${KEEP_OUT:+--keep-out "$KEEP_OUT"}
  [ -e "$WORK/labelled/manifest.json" ] || step label "$WORK/corpus" -o "$WORK/labelled" --windows "$WINDOWS"
  LABELLED=$WORK/labelled PLAIN=$WORK/corpus/unlabelled.txt
fi
[ -n "$PLAIN" ] || PLAIN=$LABELLED/train.jsonl

# 2 vocabulary, language, labels
[ -e "$WORK/vocabulary/manifest.json" ] || step tokenizer "$PLAIN" --size 8192 -o "$WORK/vocabulary"
[ -e "$WORK/language/manifest.json" ] ||
  step pretrain "$PLAIN" --tokenizer "$WORK/vocabulary" --minutes "$LANGUAGE" --limit "$TEXT" --window 128 $loop -o "$WORK/language"
[ -e "$WORK/silver/manifest.json" ] ||
  step fit "$LABELLED/train.jsonl" --dev "$LABELLED/dev.jsonl" --init "$WORK/language" --minutes "$LABELS" \
    --every "${EVERY:-500}" $loop -o "$WORK/silver"

# 3 what silver labels and synthesis alone reach: nothing of GOLD has been seen, thresholds are dev's
step calibrate "$LABELLED/dev.jsonl" --checkpoint "$WORK/silver"
step evaluate "$GOLD" --checkpoint "$WORK/silver" -o "$WORK/scores-unseen"

# 4 what the last adaptation adds, by cross-validation over packages; its calibration is the shipped model's
# A two-hundredth of the silver windows goes along, about as much text as GOLD: so nothing learnt is lost.
[ -e "$WORK/replay.jsonl" ] || awk "NR % $REPLAY == 1" "$LABELLED/train.jsonl" > "$WORK/replay.jsonl"
step evaluate "$GOLD" --also "$WORK/replay.jsonl" ${CREDDATA:+--also "$CREDDATA"} --checkpoint "$WORK/silver" --folds "$FOLDS" \
  --steps "$ADAPT" $loop -o "$WORK/scores"

# 5 the last adaptation with all of GOLD, and the package
[ -e "$WORK/final/manifest.json" ] ||
  step fit "$GOLD" "$WORK/replay.jsonl" ${CREDDATA:+"$CREDDATA"} --init "$WORK/silver" --steps "$ADAPT" --rate 3e-4 --every "$ADAPT" \
    $loop -o "$WORK/final"
sources=""
for each in corpus labelled; do
  [ ! -e "$WORK/$each/manifest.json" ] || sources="$sources --source $WORK/$each"
done
step export --checkpoint "$WORK/final" --calibration "$WORK/scores/calibration.json" --scores "$WORK/scores/scores.json" \
  $sources --check "$GOLD" --name piiscan-base -o "$WORK/model"
