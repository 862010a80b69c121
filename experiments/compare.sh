#!/bin/sh
# SPDX-License-Identifier: MIT
# Whether results repeat the committed ones: every row of every CSV in NEW has to be in the CSV of that name in
# COMMITTED, byte for byte, below the same header.  NEW may have fewer rows.  It may also have more columns, behind those
# that are committed, as later programs write; these are left out.
#     experiments/compare.sh COMMITTED NEW
set -eu
LC_ALL=C
export LC_ALL
code=0
for file in "$2"/*.csv; do
    if [ ! -f "$file" ]; then
        echo "$(basename "$1"): no CSV"
        exit 1
    fi
    awk -v name="$(basename "$1")/$(basename "$file")" '
        function place() { return FNR == 1 ? "header" : "row" }
        NR == FNR { row[place(), $0] = 1; if (FNR == 1) columns = gsub(/,/, ","); next }
        FNR == 1 { header = $0; more = gsub(/,/, ",", header) - columns }
        {
            # None of the columns that were added has commas in it.
            end = sub(/\r$/, "") ? "\r" : ""
            for (i = 0; i < more; i++)
                sub(/,[^,]*$/, "")
            $0 = $0 end
        }
        !((place(), $0) in row) { print name ": not among the committed rows: " $0; wrong++ }
        END {
            if (FNR < 2)
                print name ": no rows"
            else if (!wrong)
                print name ": " FNR - 1 " rows repeated" (more > 0 ? ", without " more " columns that are new" : "")
            exit FNR < 2 || wrong > 0
        }' "$1/$(basename "$file")" "$file" || code=1
done
exit $code
