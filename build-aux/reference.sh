#!/bin/sh
# SPDX-License-Identifier: MIT
# The reference of the library, made of its header: reference.sh md|man HEADER. Blocks of the header stand between empty lines: a
# comment says what the declarations after it do.
set -eu
LC_ALL=C
export LC_ALL
awk -v form="$1" '
    function escaped(text) {
        if (form == "man") {
            gsub(/\\/, "\\e", text)
            gsub(/-/, "\\-", text)
            sub(/^\./, "\\\\\\&.", text)
        } else {
            gsub(/</, "\\&lt;", text)
            gsub(/\*/, "\\*", text)
            gsub(/_/, "\\_", text)
        }
        return text
    }

    # Code as it stands: in Markdown nothing has a meaning there.
    function put_code(text) {
        sub(/\n$/, "", text)
        if (form == "man") {
            n = split(text, line, "\n")
            print ".PP\n.nf\n.ft CW"
            for (i = 1; i <= n; i++)
                print escaped(line[i])
            print ".ft\n.fi"
        } else
            print "```c\n" text "\n```\n"
    }

    function put_prose(text) {
        if (text ~ /^[ \n]*$/)
            return
        print (form == "man" ? ".PP\n" : "") escaped(text) (form == "man" ? "" : "\n")
    }

    function put_title(text) {
        print form == "man" ? ".SH \"" toupper(text) "\"" : "## " text "\n"
    }

    # A comment: paragraphs, and code that is indented further.
    function put_comment(text,    n, line, i, prose, code) {
        sub(/^\/\* ?/, "", text)
        sub(/ *\*\/\n*$/, "", text)
        n = split(text, line, "\n")
        for (i = 1; i <= n + 1; i++) {
            sub(/^   /, "", line[i])
            if (i <= n && line[i] ~ /^  /) {
                if (prose != "")
                    put_prose(prose)
                prose = ""
                code = code substr(line[i], 3) "\n"
                continue
            }
            if (code != "")
                put_code(code)
            code = ""
            if (line[i] == "") {
                put_prose(prose)
                prose = ""
            } else
                prose = prose (prose == "" ? "" : "\n") line[i]
        }
    }

    function put_block(text,    comment, end) {
        if (match(text, /^\/\* --- [^-]* -+ \*\/\n$/)) {
            sub(/^\/\* --- /, "", text)
            sub(/ -+ \*\/\n$/, "", text)
            put_title(text)
            return
        }
        if (text ~ /^\/\*/) {
            end = index(text, "*/")
            comment = substr(text, 1, end + 1)
            text = substr(text, end + 3)
            put_comment(comment)
        }
        gsub(/TMPREC_API /, "", text)
        if (text != "")
            put_code(text)
    }

    BEGIN {
        if (form == "man") {
            print ".\\\" Made of tmprec.h by build-aux/reference.sh."
            print ".TH TMPREC 3 \"\" tmprec \"tmprec\"\n.SH NAME\ntmprec \\- Turing machines as transformers in few bits, as a library"
            print ".SH SYNOPSIS\n.nf\n.ft CW\n#include <tmprec.h>\n.ft\n.PP\ncc ... $(pkg\\-config \\-\\-cflags \\-\\-libs tmprec)\n.fi\n.SH DESCRIPTION"
        } else
            print "# The library: reference\n\nMade of [tmprec.h](../include/tmprec.h) by `build-aux/reference.sh`. [library.md](library.md) says how to begin.\n"
    }

    /^\/\* SPDX/ { next }
    /^#ifndef TMPREC_H/ { skips = 1 }
    /^extern "C" \{/ { skips = 0; getline; next }
    skips { next }
    /^#ifdef __cplusplus/ { exit }
    # A comment may have empty lines.
    in_comment || /^\/\*/ { in_comment = !/\*\/$/ }
    $0 == "" && !in_comment { if (block != "") put_block(block); block = ""; next }
    { block = block $0 "\n" }
    END { if (block != "") put_block(block) }' "$2"
