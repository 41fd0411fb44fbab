# Sourced by data.sh and read.sh: of each argument that is left comes `--keep-out ARGUMENT`.
count=$#
while [ "$count" -gt 0 ]; do
  set -- "$@" --keep-out "$1"
  shift
  count=$((count - 1))
done
