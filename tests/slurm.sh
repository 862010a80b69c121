#!/bin/sh
# SPDX-License-Identifier: MIT
# The job array of doc/long-sweeps.md, as Slurm runs it: a small sweep in four parts, two of which are put back into the queue
# while they run.  The parts have to join to the bytes of the undivided sweep.  It submits jobs, so only `make check-slurm` runs it.
# Slurm lets what is put back wait for two minutes.
# Environment: TMPREC, the program, by its whole path; srcdir.  Jobs and their files go to a new folder here, which all nodes see.
set -eu
: "${TMPREC:?the program}" "${srcdir:?the source}"
for program in sbatch squeue scontrol; do
    command -v $program >/dev/null || {
        echo "slurm.sh: there is no $program here" >&2
        exit 77
    }
done
srcdir=$(cd "$srcdir" && pwd)
work=$(mktemp -d "$PWD/slurm.XXXXXX")
cd "$work"
trap 'scancel "${job:-}" 2>/dev/null; rm -rf "$work"' EXIT
sweep="counter:11000001 mul:1011*100 --bits 4..24 --family fixed,float --plain"

# The script as it is printed there, with this program, a smaller sweep, and what a small cluster has.
sed -n '/^### Slurm/,/^### HTCondor/s/^    //p' "$srcdir/doc/long-sweeps.md" |
    sed -e "s|exec tmprec|exec $TMPREC|" -e "s|sweep --bits 4..32|sweep $sweep|" -e 's|array=1-64|array=1-4|' -e 's|/64 |/4 |' \
        -e 's|cpus-per-task=4|cpus-per-task=1|' >job.sh
if ! grep -q "^#SBATCH --array=1-4$" job.sh || ! grep -q "^exec $TMPREC sweep counter.*/4 -o part" job.sh; then
    echo 'slurm.sh: the script in doc/long-sweeps.md has changed' >&2
    exit 1
fi
job=$(sbatch --parsable --output=said.%a job.sh)

# Two parts are put back once they have kept some cells.
requeued=0
for part in 1 2; do
    until [ "$(cat part$part.csv.journal 2>/dev/null | wc -l)" -gt 4 ] || [ -e part$part.csv ] || [ -z "$(squeue -h -j "$job")" ]; do
        sleep 0.1
    done
    [ -e part$part.csv ] || ! scontrol requeue "${job}_$part" || requeued=$((requeued + 1))
done
while [ -n "$(squeue -h -j "$job")" ]; do sleep 1; done
[ $requeued -gt 0 ] || {
    echo 'slurm.sh: no part was running any longer: nothing was requeued' >&2
    exit 1
}
cat said.* >&2
"$TMPREC" merge part*.csv -o joined.csv
# shellcheck disable=SC2086
"$TMPREC" sweep $sweep >whole.csv
cmp joined.csv whole.csv
grep -c 'cells were finished before' said.* | sed 's/^/went on with kept cells: /'
echo "4 parts by Slurm, $requeued of them requeued: the bytes of the undivided sweep"
